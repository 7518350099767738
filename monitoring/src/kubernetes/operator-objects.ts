import { parse } from 'yaml';
import { ALERT_GROUPS } from '../prometheus/alert-groups.js';
import { LIVE_METRICS_DROPPED, LIVE_METRICS_KEPT, REFRESH } from '../prometheus/live-job.js';
import { SLOW_METRICS } from '../prometheus/prometheus-config.js';
import { RECORDING_RULES } from '../prometheus/recording-rules.js';
import {
  alertRules,
  recordingRules,
  serviceObjectives,
  thresholdRules,
  toYaml,
} from '../prometheus/rule-files.js';
import { SERVICE_ALERT_GROUPS } from '../prometheus/services/service-alert-groups.js';
import { KUBERNETES, SERVICES, THRESHOLDS } from '../settings.js';

/** kube-prometheus-stack selects monitors and rules by the label with its Helm release. */
const LABELS = { 'app.kubernetes.io/part-of': 'perf-suite', release: KUBERNETES.release };
const TOKEN = { credentials: { name: 'perf-exporter-token', key: 'token' } };

/** Returns the rules as an object of the Prometheus Operator. */
export function prometheusRule(): string {
  const files = [
    recordingRules(RECORDING_RULES),
    ...(THRESHOLDS.length > 0 ? [thresholdRules(THRESHOLDS)] : []),
    ...ALERT_GROUPS.map((group) => alertRules(group)),
    ...(SERVICES.length > 0
      ? [serviceObjectives(SERVICES), ...SERVICE_ALERT_GROUPS.map((group) => alertRules(group))]
      : []),
  ];
  const groups = files.flatMap((file) => (parse(file) as { groups: unknown[] }).groups);
  return toYaml({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'perf-suite', labels: LABELS },
    spec: { groups },
  });
}

/** Returns the two scrapes of the exporter: what alerts and people wait for each 5 s, what only grows each minute. */
export function serviceMonitor(): string {
  const endpoint = { port: 'metrics', scrapeTimeout: '5s', authorization: TOKEN };
  const slow = { sourceLabels: ['__name__'], regex: SLOW_METRICS };
  return toYaml({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: 'perf-exporter', labels: LABELS },
    spec: {
      selector: { matchLabels: { app: 'perf-exporter' } },
      jobLabel: 'app',
      endpoints: [
        { ...endpoint, interval: '5s', metricRelabelings: [{ ...slow, action: 'drop' }] },
        {
          ...endpoint,
          interval: '1m',
          relabelings: [{ targetLabel: 'job', replacement: 'perf-exporter-slow' }],
          metricRelabelings: [
            { ...slow, action: 'keep' },
            { targetLabel: 'job', replacement: 'perf-exporter' },
          ],
        },
      ],
    },
  });
}

/** Returns the scrape of live runs: those that announce themselves. */
export function liveScrapeConfig(): string {
  return toYaml({
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'ScrapeConfig',
    metadata: { name: 'perf-live', labels: LABELS },
    spec: {
      httpSDConfigs: [
        {
          url: `http://perf-exporter.${KUBERNETES.namespace}:8010/api/live/targets`,
          refreshInterval: REFRESH,
          authorization: TOKEN,
        },
      ],
      authorization: TOKEN,
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
