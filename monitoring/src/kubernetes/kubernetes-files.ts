import { readFileSync } from 'node:fs';
import { alertmanagerConfig } from '../alertmanager/alertmanager-config.js';
import { withChannels } from '../alertmanager/channel-secrets.js';
import { PRODUCTION_DELIVERY } from '../alertmanager/receivers.js';
import { dashboardProvider, datasources } from '../grafana/provisioning.js';
import { ALERT_GROUPS } from '../prometheus/alert-groups.js';
import { type PrometheusTargets, prometheusConfig } from '../prometheus/prometheus-config.js';
import { RECORDING_RULES } from '../prometheus/recording-rules.js';
import { alertRules, recordingRules, thresholdRules, toYaml } from '../prometheus/rule-files.js';
import { KUBERNETES, REMOTE_WRITE, THRESHOLDS } from '../settings.js';
import { dashboardConfigMaps, dashboardVolume } from './dashboard-objects.js';
import { developmentOverlay, networkPolicy, plainOverlay, productionOverlay } from './kustomizations.js';
import { liveScrapeConfig, prometheusRule, serviceMonitor } from './operator-objects.js';

/** Of the overlay without the operator: all in one namespace. */
const PLAIN_TARGETS: PrometheusTargets = {
  exporter: 'perf-exporter:8010',
  prometheus: 'localhost:9090',
  alertmanager: 'alertmanager:9093',
  pushgateway: null,
  node: null,
  remoteWrite: REMOTE_WRITE,
  exporterTokenFile: '/run/secrets/exporter/token',
  live: { folder: null, loopback: null },
};
const TEMPLATES = new URL('../../alertmanager/templates/perf.tmpl', import.meta.url);

/** Returns the objects that follow from the settings: path from the repository's root, and content. */
export function kubernetesFiles(): [string, string][] {
  const folder = 'monitoring/k8s';
  return [
    [`${folder}/base/network-policy.yaml`, networkPolicy()],
    [`${folder}/base/dashboards.yaml`, dashboardConfigMaps()],
    [`${folder}/operator/prometheus-rule.yaml`, prometheusRule()],
    [`${folder}/operator/scrape-config.yaml`, liveScrapeConfig()],
    [`${folder}/operator/service-monitor.yaml`, serviceMonitor()],
    [`${folder}/overlays/production/kustomization.yaml`, productionOverlay()],
    [`${folder}/overlays/development/kustomization.yaml`, developmentOverlay()],
    [`${folder}/overlays/plain/kustomization.yaml`, plainOverlay()],
    [`${folder}/plain/dashboard-volume.yaml`, dashboardVolume()],
    ...configurations().map(([name, content]): [string, string] => [
      `${folder}/plain/files/${name}`,
      content,
    ]),
    [`${folder}/plain/kustomization.yaml`, plainComponent()],
  ];
}

/** What the servers of the plain overlay read, by file name. */
function configurations(): [string, string][] {
  const alertmanager = alertmanagerConfig({ delivery: PRODUCTION_DELIVERY });
  return [
    ['prometheus.yml', prometheusConfig(PLAIN_TARGETS)],
    ...ruleFiles(),
    ['alertmanager.yml', withChannels(alertmanager, KUBERNETES.channels)],
    ['perf.tmpl', readFileSync(TEMPLATES, 'utf8')],
    ['datasources.yml', datasources('prometheus:9090', null)],
    ['dashboards.yml', dashboardProvider({ hasServices: false })],
  ];
}

function ruleFiles(): [string, string][] {
  return [
    ['recording.yml', recordingRules(RECORDING_RULES)],
    ['thresholds.yml', thresholdRules(THRESHOLDS)],
    ...ALERT_GROUPS.map((group): [string, string] => [`${group.name}.yml`, alertRules(group)]),
  ];
}

/** The names of the ConfigMaps end in a hash of their content: a change of the settings restarts what reads them. */
function plainComponent(): string {
  const files = (names: readonly string[]) => names.map((name) => `files/${name}`);
  return toYaml({
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    resources: ['prometheus.yaml', 'alertmanager.yaml', 'grafana.yaml'],
    patches: [{ path: 'dashboard-volume.yaml' }],
    configMapGenerator: [
      { name: 'prometheus-config', files: files(['prometheus.yml']) },
      { name: 'prometheus-rules', files: files(ruleFiles().map(([name]) => name)) },
      { name: 'alertmanager-config', files: files(['alertmanager.yml']) },
      { name: 'alertmanager-templates', files: files(['perf.tmpl']) },
      { name: 'grafana-datasources', files: files(['datasources.yml']) },
      { name: 'grafana-dashboards', files: files(['dashboards.yml']) },
    ],
  });
}
