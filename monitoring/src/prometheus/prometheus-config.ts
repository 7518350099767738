import { ALERT_GROUPS } from './alert-groups.js';
import { toYaml } from './rule-files.js';

export interface PrometheusTargets {
  readonly exporter: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  /** Null where there is none. */
  readonly pushgateway: string | null;
  readonly node: string | null;
  /** Remote write to a long-term store; null keeps everything here. */
  readonly remoteWrite: string | null;
  /** File with the exporter's Bearer token; null where it asks for none. */
  readonly exporterTokenFile: string | null;
}

export const COMPOSE_TARGETS: PrometheusTargets = {
  exporter: 'exporter:8010',
  prometheus: 'localhost:9090',
  alertmanager: 'alertmanager:9093',
  pushgateway: 'pushgateway:9091',
  node: 'node-exporter:9100',
  remoteWrite: null,
  exporterTokenFile: '/run/secrets/exporter_token',
};

/** Of `monitoring/dev`: everything on loopback, at the usual ports. */
export const DEV_TARGETS: PrometheusTargets = {
  exporter: '127.0.0.1:8010',
  prometheus: '127.0.0.1:9090',
  alertmanager: '127.0.0.1:9093',
  pushgateway: '127.0.0.1:9091',
  node: '127.0.0.1:9100',
  remoteWrite: null,
  exporterTokenFile: null,
};

/** Returns prometheus.yml: on the options that Prometheus 2.42 and 3 share. */
export function prometheusConfig(targets: PrometheusTargets): string {
  const { exporter, prometheus, alertmanager, pushgateway, node, remoteWrite } = targets;
  return toYaml({
    global: {
      scrape_interval: '15s',
      evaluation_interval: '5s',
      external_labels: { monitor: 'perf-suite' },
    },
    rule_files: ruleFiles(),
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    ...(remoteWrite !== null && { remote_write: [{ url: remoteWrite }] }),
    scrape_configs: [
      {
        job_name: 'perf-exporter',
        // Results show up within a second or two; unchanged values cost Prometheus next to nothing.
        scrape_interval: '1s',
        scrape_timeout: '1s',
        ...(targets.exporterTokenFile !== null && {
          authorization: { credentials_file: targets.exporterTokenFile },
        }),
        static_configs: [{ targets: [exporter] }],
      },
      job('prometheus', prometheus),
      job('alertmanager', alertmanager),
      ...(pushgateway === null ? [] : [{ ...job('pushgateway', pushgateway), honor_labels: true }]),
      ...(node === null ? [] : [job('node', node)]),
    ],
  });
}

/** Returns the rule files' paths, relative to prometheus.yml. */
export function ruleFiles(): string[] {
  return ['recording', 'thresholds', ...ALERT_GROUPS.map(({ name }) => name)].map(
    (name) => `rules/${name}.yml`,
  );
}

function job(name: string, target: string) {
  return { job_name: name, static_configs: [{ targets: [target] }] };
}
