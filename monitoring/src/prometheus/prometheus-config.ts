import { REMOTE_WRITE, SECURE, SERVICES, type Service } from '../settings.js';
import { ALERT_GROUPS } from './alert-groups.js';
import { type LiveDiscovery, liveJob } from './live-job.js';
import { toYaml } from './rule-files.js';
import { SERVICE_ALERT_GROUPS } from './services/service-alert-groups.js';

/** Who asks, with which password, and whose certificate is expected: the last two are files. */
export interface SecureAccess {
  readonly user: string;
  readonly passwordFile: string;
  readonly certificateFile: string;
}

/** Of the containers: monitoring/compose.secure.yml. */
export const SECURE_ACCESS: SecureAccess = {
  user: 'prometheus',
  passwordFile: '/run/secrets/prometheus_password',
  certificateFile: '/run/secrets/tls_certificate',
};

export interface PrometheusTargets {
  readonly exporter: string;
  readonly prometheus: string;
  /** How Prometheus reaches itself where it asks for a password and speaks TLS. */
  readonly secure?: SecureAccess | null;
  readonly alertmanager: string;
  /** Null where there is none. */
  readonly pushgateway: string | null;
  readonly node: string | null;
  readonly cadvisor?: string | null;
  /** Remote write to a long-term store; null keeps everything here. */
  readonly remoteWrite: string | null;
  /** File with the exporter's Bearer token; null where it asks for none. */
  readonly exporterTokenFile: string | null;
  readonly live: LiveDiscovery;
  /** Services that the settings name, or the pattern of files that do; none where left out. */
  readonly services?: readonly Service[] | { readonly files: string };
}

export const COMPOSE_TARGETS: PrometheusTargets = {
  exporter: 'exporter:8010',
  prometheus: 'localhost:9090',
  secure: SECURE ? SECURE_ACCESS : null,
  alertmanager: 'alertmanager:9093',
  pushgateway: 'pushgateway:9091',
  node: 'node-exporter:9100',
  cadvisor: 'cadvisor:8080',
  remoteWrite: REMOTE_WRITE,
  exporterTokenFile: '/run/secrets/exporter_token',
  live: { folder: '/live', loopback: 'host.docker.internal' },
  services: SERVICES,
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
  // monitoring/dev puts the folder's own path here.
  live: { folder: 'live', loopback: null },
  // monitoring/dev --service writes one.
  services: { files: 'services.json' },
};

/**
 * What only grows: histograms and counters of the work done, 51 of a benchmark's 72 series. Scraped each minute
 * they say the same over a day, and take a twelfth of the room that they take each 5 seconds.
 */
export const SLOW_METRICS =
  'benchmark_execution_time_(seconds|ms)_(bucket|sum|count)|benchmark_(samples|rounds|gc_seconds|gc_collections|measured_seconds|cpu_seconds)_total';

/** Returns prometheus.yml: on the options that Prometheus 2.42 and 3 share. */
export function prometheusConfig(targets: PrometheusTargets): string {
  const { prometheus, alertmanager, pushgateway, node, cadvisor, remoteWrite } = targets;
  return toYaml({
    global: {
      scrape_interval: '30s',
      evaluation_interval: '5s',
      external_labels: { monitor: 'perf-suite' },
    },
    rule_files: [...ruleFiles(), ...serviceRuleFiles(targets.services ?? [])],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    ...(remoteWrite !== null && { remote_write: [{ url: remoteWrite }] }),
    scrape_configs: [
      // What alerts and people wait for. Prometheus pays half a byte for each sample, changed or not.
      exporterJob(targets, 'perf-exporter', '5s', [{ ...SLOW, action: 'drop' }]),
      exporterJob(targets, 'perf-exporter-slow', '1m', [
        { ...SLOW, action: 'keep' },
        // To whoever queries, it is one job.
        { target_label: 'job', replacement: 'perf-exporter' },
      ]),
      liveJob(targets),
      { ...job('prometheus', prometheus), ...secured(targets.secure ?? null) },
      job('alertmanager', alertmanager),
      ...(pushgateway === null ? [] : [{ ...job('pushgateway', pushgateway), honor_labels: true }]),
      ...(node === null ? [] : [job('node', node)]),
      ...servicesJob(targets.services ?? []),
      ...(cadvisor == null ? [] : [{ ...job('cadvisor', cadvisor), metric_relabel_configs: [CONTAINERS] }]),
    ],
  });
}

const SLOW = { source_labels: ['__name__'], regex: SLOW_METRICS };

/** What says how a container does; cAdvisor has hundreds of series for each. */
const CONTAINERS = {
  source_labels: ['__name__'],
  regex:
    'container_(cpu_usage_seconds_total|memory_working_set_bytes|spec_memory_limit_bytes|network_(receive|transmit)_bytes_total|fs_(reads|writes)_bytes_total|oom_events_total|start_time_seconds|last_seen)|cadvisor_version_info',
  action: 'keep',
};

function exporterJob(
  { exporter, exporterTokenFile }: PrometheusTargets,
  name: string,
  interval: string,
  relabelling: readonly object[],
) {
  return {
    job_name: name,
    scrape_interval: interval,
    scrape_timeout: '5s',
    ...(exporterTokenFile !== null && { authorization: { credentials_file: exporterTokenFile } }),
    static_configs: [{ targets: [exporter] }],
    metric_relabel_configs: relabelling,
  };
}

/** Returns the rule files' paths, relative to prometheus.yml. */
export function ruleFiles(): string[] {
  return ['recording', 'thresholds', ...ALERT_GROUPS.map(({ name }) => name)].map(
    (name) => `rules/${name}.yml`,
  );
}

/** Returns the paths of the rules about services; of a stack that learns of them later, where they will be. */
export function serviceRuleFiles(services: NonNullable<PrometheusTargets['services']>): string[] {
  if ('files' in services) return ['service-rules/*.yml'];
  if (services.length === 0) return [];
  const names = ['service-objective-ratios', ...SERVICE_ALERT_GROUPS.map(({ name }) => name)];
  return names.map((name) => `service-rules/${name}.yml`);
}

function servicesJob(services: NonNullable<PrometheusTargets['services']>) {
  const common = { job_name: 'services', scrape_interval: '5s', scrape_timeout: '5s' };
  if ('files' in services) return [{ ...common, file_sd_configs: [{ files: [services.files] }] }];
  if (services.length === 0) return [];
  const targets = services.map(({ name, target }) => ({ targets: [target], labels: { service: name } }));
  return [{ ...common, static_configs: targets }];
}

function secured(access: SecureAccess | null) {
  if (access === null) return {};
  return {
    scheme: 'https',
    basic_auth: { username: access.user, password_file: access.passwordFile },
    tls_config: { ca_file: access.certificateFile },
  };
}

function job(name: string, target: string) {
  return { job_name: name, static_configs: [{ targets: [target] }] };
}
