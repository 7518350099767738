import { parse } from 'yaml';
import { ALERT_GROUPS } from './prometheus/alert-groups.js';
import { LIVE_METRICS_DROPPED, LIVE_METRICS_KEPT, REFRESH } from './prometheus/live-job.js';
import { RECORDING_RULES } from './prometheus/recording-rules.js';
import { alertRules, recordingRules, toYaml } from './prometheus/rule-files.js';
import { KUBERNETES } from './settings.js';

const LABELS = { 'app.kubernetes.io/part-of': 'perf-suite' };

/** Returns the rules as an object of the Prometheus Operator. */
export function prometheusRule(): string {
  const files = [recordingRules(RECORDING_RULES), ...ALERT_GROUPS.map((group) => alertRules(group))];
  const groups = files.flatMap((file) => (parse(file) as { groups: unknown[] }).groups);
  return toYaml({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'perf-suite', labels: LABELS },
    spec: { groups },
  });
}

/** Returns the dashboards as a ConfigMap that Grafana's sidecar picks up by its label. */
export function dashboardConfigMap(data: Readonly<Record<string, string>>): string {
  return toYaml({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'perf-suite-dashboards', labels: { ...LABELS, grafana_dashboard: '1' } },
    data,
  });
}

/** Returns the scrape of live runs as an object of the Prometheus Operator: those that announce themselves. */
export function liveScrapeConfig(): string {
  const authorization = { credentials: { name: 'perf-exporter-token', key: 'token' } };
  return toYaml({
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'ScrapeConfig',
    metadata: { name: 'perf-live', labels: LABELS },
    spec: {
      httpSDConfigs: [
        {
          url: `http://perf-exporter.${KUBERNETES.namespace}:8010/api/live/targets`,
          refreshInterval: REFRESH,
          authorization,
        },
      ],
      authorization,
      scrapeInterval: '1s',
      scrapeTimeout: '1s',
      sampleLimit: 20_000,
      relabelings: [{ targetLabel: 'job', replacement: 'perf-live' }],
      metricRelabelings: [
        { sourceLabels: ['__name__'], regex: LIVE_METRICS_KEPT, action: 'keep' },
        { sourceLabels: ['__name__'], regex: LIVE_METRICS_DROPPED, action: 'drop' },
      ],
    },
  });
}
