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

${tables.join('\n\n')}
`;
}
