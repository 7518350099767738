import { stringify } from 'yaml';
import { LINKS, type Links, type Threshold } from '../settings.js';
import type { Alert, AlertGroup } from './alert.js';
import type { RecordingRule } from './recording-rules.js';

export const GENERATED = '# Generated from monitoring/src; do not edit.\n';

/** Returns a Prometheus rules file with one group of alerts. */
export function alertRules({ name, alerts }: AlertGroup, links = LINKS): string {
  return toYaml({ groups: [{ name, rules: alerts.map((alert) => alertRule(alert, links)) }] });
}

function alertRule(alert: Alert, links: Links) {
  return {
    alert: alert.name,
    expr: alert.expr,
    for: alert.for,
    labels: { severity: alert.severity },
    annotations: annotationsOf(alert, links),
  };
}

/** Returns an alert's annotations with its templates not yet filled in. */
function annotationsOf(alert: Alert, links: Links): Record<string, string> {
  const parameters = ['environment', 'benchmark_name']
    .map((label) => `{{ with $labels.${label} }}&var-${label}={{ . | urlquery }}{{ end }}`)
    .join('');
  return {
    summary: alert.summary,
    description: alert.description,
    runbook_url: `${links.runbooks}/${alert.name}.md`,
    dashboard_url: `${links.grafana}/d/${alert.dashboard}?orgId=1${parameters}`,
    ...(links.report !== null && { report_url: reportUrl(links.report) }),
  };
}

/** The page of the latest run in the alert's environment; empty for an alert that has none. */
function reportUrl(report: string): string {
  const run = '{{ . | first | label "run" }}';
  return `{{ with $labels.environment }}{{ with query (printf "benchmark_run_info{environment=%q}" .) }}${report.replaceAll('{run}', run)}{{ end }}{{ end }}`;
}

/** Returns a Prometheus rules file with the recording rules. */
export function recordingRules(rules: readonly RecordingRule[]): string {
  return toYaml({ groups: [{ name: 'recording', rules }] });
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

function constant(record: string, value: number, benchmark: string) {
  return { record, expr: `vector(${value})`, labels: { benchmark_name: benchmark } };
}

export function toYaml(value: unknown): string {
  return GENERATED + stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
