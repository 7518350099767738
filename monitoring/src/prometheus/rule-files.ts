import { stringify } from 'yaml';
import { DASHBOARDS } from '../grafana/dashboards.js';
import { SERVICE_DASHBOARDS } from '../grafana/services/service-dashboards.js';
import { LINKS, type Links, type Service, type Threshold } from '../settings.js';
import type { Alert, AlertGroup } from './alert.js';
import { heldExpression, heldName } from './held-state.js';
import type { RecordingRule } from './recording-rules.js';
import { objectiveRules } from './services/service-objectives.js';

export const GENERATED = '# Generated from monitoring/src; do not edit.\n';

/** Returns a Prometheus rules file with one group of alerts, each after the record of its state where that is held. */
export function alertRules({ name, alerts }: AlertGroup, links = LINKS): string {
  const rules = alerts.flatMap((alert) => [
    ...(alert.held === undefined ? [] : [{ record: heldName(alert), expr: heldExpression(alert) }]),
    alertRule(alert, links),
  ]);
  return toYaml({ groups: [{ name, rules }] });
}

function alertRule(alert: Alert, links: Links) {
  return {
    alert: alert.name,
    expr: alert.held === undefined ? alert.expr : heldName(alert),
    for: alert.for,
    labels: { severity: alert.severity },
    annotations: annotationsOf(alert, links),
  };
}

/** Returns an alert's annotations with its templates not yet filled in; a link that leads nowhere is left out. */
function annotationsOf(alert: Alert, links: Links): Record<string, string> {
  const hasRun = labelsOf(alert).includes('environment');
  return {
    summary: alert.summary,
    description: [alert.description, ...factsOf(alert)].join(''),
    ...(links.grafana !== null && { dashboard_url: dashboardUrl(alert, links.grafana) }),
    ...(links.runbooks !== null && { runbook_url: `${links.runbooks}/${alert.name}.md` }),
    ...(links.report !== null && hasRun && { report_url: reportUrl(alert, links.report) }),
  };
}

/** Lines that every message has, as far as they apply: webhooks get the annotations alone. */
function factsOf(alert: Alert): string[] {
  const labels = labelsOf(alert);
  const line = (title: string, label: string) =>
    labels.includes(label) ? [`\n${title}: {{ $labels.${label} }}`] : [];
  return [
    ...line('Benchmark', 'benchmark_name'),
    ...(alert.size === undefined ? [] : [`\nSize: ${alert.size}`]),
    ...line('Service', 'service'),
    ...line('Pipeline', 'pipeline'),
    ...line('Branch', 'branch'),
    ...commitLine(alert),
    ...line('Machine', 'environment'),
    ...line('Target', 'instance'),
  ];
}

function commitLine(alert: Alert): string[] {
  if (alert.commit !== undefined) return [`\nCommit: ${alert.commit}`];
  if (!labelsOf(alert).includes('environment')) return [];
  return [`${latestRun(alert)}\nCommit: {{ . | first | label "commit_hash" }}{{ end }}`];
}

function labelsOf({ held, fires }: Alert): readonly string[] {
  return held?.labels ?? Object.keys(fires.labels);
}

/** Begins a template block with the latest run of the alert's machine and branch; empty where there is none. */
function latestRun(alert: Alert): string {
  const labels = labelsOf(alert).filter((label) => label === 'environment' || label === 'branch');
  const matchers = labels.map((label) => `${label}=%q`).join(',');
  const run = `benchmark_run_info{job!="perf-live",${matchers}}`.replaceAll('"', '\\"');
  const values = labels.map((label) => `$labels.${label}`).join(' ');
  return `{{ with query (printf "${run} or on () last_over_time(${run}[1d])" ${values} ${values}) }}`;
}

/** With the variables that the dashboard has. */
function dashboardUrl(alert: Alert, grafana: string): string {
  const dashboard = [...DASHBOARDS, ...SERVICE_DASHBOARDS].find(({ uid }) => uid === alert.dashboard);
  if (dashboard === undefined) throw new RangeError(`${alert.name}: no dashboard ${alert.dashboard}`);
  const variables: readonly string[] = dashboard.variables;
  const parameters = labelsOf(alert)
    .filter((label) => variables.includes(label))
    .map((label) => `&var-${label}={{ $labels.${label} | urlquery }}`);
  return [`${grafana}/d/${alert.dashboard}?orgId=1`, ...parameters].join('');
}

/** The page of the latest run of the alert's machine and branch. */
function reportUrl(alert: Alert, report: string): string {
  return `${latestRun(alert)}${report.replaceAll('{run}', '{{ . | first | label "run" }}')}{{ end }}`;
}

/** Returns a Prometheus rules file with the recording rules; some read a whole day, so not at every evaluation. */
export function recordingRules(rules: readonly RecordingRule[]): string {
  return toYaml({ groups: [{ name: 'recording', interval: '1m', rules }] });
}

/** Returns a rules file whose series hold the thresholds, for alerts to compare with. */
export function thresholdRules(thresholds: readonly Threshold[]): string {
  const rules = thresholds.flatMap(({ benchmark, minimum_speedup, p95_seconds }) => [
    ...(minimum_speedup === undefined
      ? []
      : [constant('perf_suite:minimum_speedup:threshold', minimum_speedup, benchmark)]),
    ...(p95_seconds === undefined ? [] : [constant('perf_suite:p95_seconds:budget', p95_seconds, benchmark)]),
  ]);
  return toYaml({ groups: [{ name: 'thresholds', rules }] });
}

/** Returns a rules file with what the services' objectives are measured by. */
export function serviceObjectives(services: readonly Service[]): string {
  return toYaml({
    groups: [{ name: 'service-objective-ratios', interval: '30s', rules: objectiveRules(services) }],
  });
}

function constant(record: string, value: number, benchmark: string) {
  return { record, expr: `vector(${value})`, labels: { benchmark_name: benchmark } };
}

export function toYaml(value: unknown): string {
  return GENERATED + stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
