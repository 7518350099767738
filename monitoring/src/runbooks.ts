import type { Alert, Runbook } from './prometheus/alert.js';

/** Returns an alert's runbook as Markdown. `alerts` are all of its severities. */
export function runbookPage(alerts: readonly Alert[]): string {
  const [first] = alerts;
  if (first === undefined) throw new RangeError('a runbook belongs to an alert');
  const isShared = alerts.every(({ runbook }) => runbook === first.runbook);
  const runbooks = isShared
    ? [[first.runbook, ''] as const]
    : alerts.map(({ runbook, severity }) => [runbook, ` (${severity})`] as const);
  return `# ${first.name}

Generated from \`monitoring/src/prometheus\`; do not edit.

| severity | fires when | for |
| --- | --- | --- |
${alerts.map(({ severity, expr, for: wait }) => `| ${severity} | \`${expr.replaceAll('|', '\\|')}\` | ${wait} |`).join('\n')}
${alerts.some(({ held }) => held !== undefined) ? '\nWhile a target does not answer, the alert keeps the state that it had.\n' : ''}
${runbooks.map(([runbook, suffix]) => sections(runbook, suffix)).join('\n\n')}
`;
}

function sections({ meaning, impact, check, fix }: Runbook, suffix: string): string {
  return `## What it means${suffix}

${meaning}

**Impact:** ${impact}

## Check${suffix}

${numbered(check)}

## Fix${suffix}

${numbered(fix)}`;
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, i) => `${i + 1}. ${step}`).join('\n');
}

/** Returns the table of all alerts, with links to their runbooks. */
export function alertReference(
  groups: readonly { readonly name: string; readonly alerts: readonly Alert[] }[],
): string {
  const tables = groups.map(
    ({ name, alerts }) => `## ${name}

| alert | severity | for | meaning |
| --- | --- | --- | --- |
${alerts.map((alert) => `| [${alert.name}](runbooks/${alert.name}.md) | ${alert.severity} | ${alert.for} | ${alert.runbook.meaning} |`).join('\n')}`,
  );
  return `# Alerts

Generated from \`monitoring/src/prometheus\`; do not edit.

Every alert has a runbook, a promtool test in which it fires and one in which it does not (\`monitoring/prometheus/tests\`).

- **Branches.** Alerts are about the default branch (\`default_branch\` in \`monitoring/settings.yaml\`). A regression on another branch is a BranchRegression, which goes to \`other_branches_channel\`, of everybody or of a team, or nowhere.
- **Gaps.** While a target does not answer, its alerts keep the state that they had: a recorded series \`perf_suite:<alert>:<severity>\` holds it. An exporter that is down is one message, ExporterDown. A target that answers and no longer has a series ends the alert.
- **Prometheus itself.** Alertmanager calls an alert over when Prometheus has not told it of the alert for four times \`--rules.alert.resend-delay\`. With the 5 minutes of the delivered stack, an outage of 15 minutes ends nothing. A longer one does, and the alerts come again after it. The delay has a price: Prometheus does not know Alertmanager in the first seconds after its start, so the message about an alert that begins then comes five minutes later.
- **Once.** A regression is notified once, within a minute of its report, and once more when it is over. So is each change point, forecast and objective of the history. Alertmanager must remember that as long: \`--data.retention=800h\`. A message lists all regressions of its machine, branch and severity that are open, so that a second one names the first again.
- **Services.** The groups whose names begin with \`service-\` are read only where \`services\` in \`monitoring/settings.yaml\` names one ([services](services.md)). The settings may also change their levels and durations, give topics their own channels, and escalate what stays open.
- **Severity.** A critical alert keeps back the warning about the same thing: benchmark, machine and branch, or target. An open regression does not become less severe until it is over.
- **The same text everywhere.** Each channel gets title, benchmark, size with interval, branch, commit, machine, and links to dashboard, runbook and report, as far as the settings have them. Webhooks get it as the annotations \`summary\` and \`description\`.

How all of it plays together over a month is in [the messages of thirty days](../../monitoring/test/integration/thirty-days/messages.golden.txt), which a test makes from real runs, the real exporter, Prometheus' rules and a real Alertmanager.

${tables.join('\n\n')}
`;
}
