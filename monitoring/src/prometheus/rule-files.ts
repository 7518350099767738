import { stringify } from 'yaml';
import { GRAFANA_URL, RUNBOOK_BASE_URL } from '../links.js';
import type { Alert, AlertGroup } from './alert.js';
import type { RecordingRule } from './recording-rules.js';
import type { Threshold } from './thresholds.js';

export const GENERATED = '# Generated from monitoring/src; do not edit.\n';

/** Returns a Prometheus rules file with one group of alerts. */
export function alertRules({ name, alerts }: AlertGroup): string {
  return toYaml({ groups: [{ name, rules: alerts.map(alertRule) }] });
}

function alertRule(alert: Alert) {
  return {
    alert: alert.name,
    expr: alert.expr,
    for: alert.for,
    labels: { severity: alert.severity },
    annotations: annotationsOf(alert),
  };
}

/** Returns an alert's annotations with its templates not yet filled in. */
export function annotationsOf(alert: Alert): Record<string, string> {
  const parameters = ['environment', 'benchmark_name']
    .map((label) => `{{ with $labels.${label} }}&var-${label}={{ . | urlquery }}{{ end }}`)
    .join('');
  return {
    summary: alert.summary,
    description: alert.description,
    runbook_url: `${RUNBOOK_BASE_URL}/${alert.name}.md`,
    dashboard_url: `${GRAFANA_URL}/d/${alert.dashboard}?orgId=1${parameters}`,
  };
}

/** Returns a Prometheus rules file with the recording rules. */
export function recordingRules(rules: readonly RecordingRule[]): string {
  return toYaml({ groups: [{ name: 'recording', rules }] });
}

/** Returns a rules file whose series hold the thresholds, for alerts to compare with. */
export function thresholdRules(thresholds: readonly Threshold[]): string {
  const rules = thresholds.flatMap(({ benchmark, minimumSpeedup, p95Seconds }) => [
    ...(minimumSpeedup === undefined
      ? []
      : [constant('perf_suite:minimum_speedup:threshold', minimumSpeedup, benchmark)]),
    ...(p95Seconds === undefined ? [] : [constant('perf_suite:p95_seconds:budget', p95Seconds, benchmark)]),
  ]);
  return toYaml({ groups: [{ name: 'thresholds', rules }] });
}

function constant(record: string, value: number, benchmark: string) {
  return { record, expr: `vector(${value})`, labels: { benchmark_name: benchmark } };
}

export function toYaml(value: unknown): string {
  return GENERATED + stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
