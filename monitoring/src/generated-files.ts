import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { alertmanagerConfig } from './alertmanager/alertmanager-config.js';
import { ownSecrets, withChannels } from './alertmanager/channel-secrets.js';
import { checkInhibitions } from './alertmanager/inhibit-rules.js';
import { loopbackDelivery, PRODUCTION_DELIVERY } from './alertmanager/receivers.js';
import { topicSecrets } from './alertmanager/topic-secrets.js';
import { buildDashboard } from './grafana/build-dashboard.js';
import { DASHBOARDS } from './grafana/dashboards.js';
import { exportDashboard } from './grafana/export-dashboard.js';
import { dashboardProvider, datasources } from './grafana/provisioning.js';
import { SERVICE_DASHBOARDS } from './grafana/services/service-dashboards.js';
import { kubernetesFiles } from './kubernetes/kubernetes-files.js';
import { mixinFiles } from './mixin.js';
import { ALERT_GROUPS } from './prometheus/alert-groups.js';
import { COMPOSE_TARGETS, DEV_TARGETS, prometheusConfig } from './prometheus/prometheus-config.js';
import { folderOf, promtoolTests } from './prometheus/promtool-tests.js';
import { RECORDING_RULES } from './prometheus/recording-rules.js';
import { alertRules, recordingRules, serviceObjectives, thresholdRules } from './prometheus/rule-files.js';
import { SERVICE_ALERT_GROUPS } from './prometheus/services/service-alert-groups.js';
import { alertReference, runbookPage } from './runbooks.js';
import { CHANNELS, DEFAULT_BRANCH, ESCALATION, SERVICES, THRESHOLDS, TOPICS } from './settings.js';

const ALL_GROUPS = [...ALERT_GROUPS, ...SERVICE_ALERT_GROUPS];

const RUNBOOK_FOLDER = 'docs/monitoring/runbooks';

/** Returns every generated file: path from the repository's root, and content. */
export function generatedFiles(): Map<string, string> {
  checkInhibitions(ALL_GROUPS);
  const production = alertmanagerConfig({ delivery: PRODUCTION_DELIVERY });
  return new Map([
    ...prometheusFiles(),
    ['monitoring/alertmanager/alertmanager.yml', withChannels(production, CHANNELS)],
    [
      'monitoring/.env',
      `# Generated from monitoring/settings.yaml; do not edit.\nPERF_DEFAULT_BRANCH=${DEFAULT_BRANCH}\n`,
    ],
    ['monitoring/compose.topics.yml', topicSecrets(ownSecrets(TOPICS, ESCALATION))],
    ...devFiles(),
    ...kubernetesFiles(),
    ...grafanaFiles(),
    ...runbookFiles(),
  ]);
}

function prometheusFiles(): [string, string][] {
  const folder = 'monitoring/prometheus';
  return [
    [`${folder}/prometheus.yml`, prometheusConfig(COMPOSE_TARGETS)],
    [`${folder}/rules/recording.yml`, recordingRules(RECORDING_RULES)],
    [`${folder}/rules/thresholds.yml`, thresholdRules(THRESHOLDS)],
    [`${folder}/service-rules/service-objective-ratios.yml`, serviceObjectives(SERVICES)],
    ...ALL_GROUPS.flatMap((group): [string, string][] => [
      [`${folder}/${folderOf(group.name)}/${group.name}.yml`, alertRules(group)],
      ...promtoolTests(group).map(([name, test]): [string, string] => [`${folder}/tests/${name}`, test]),
    ]),
  ];
}

/** For `monitoring/dev`: Debian's versions, messages to its inbox. */
function devFiles(): [string, string][] {
  const delivery = loopbackDelivery({ http: 'http://127.0.0.1:9095', smtp: null });
  return [
    ['monitoring/dev-stack/prometheus.yml', prometheusConfig(DEV_TARGETS)],
    ['monitoring/dev-stack/alertmanager.yml', alertmanagerConfig({ delivery })],
  ];
}

function grafanaFiles(): [string, string][] {
  const folder = 'monitoring/grafana';
  const models = DASHBOARDS.map(buildDashboard);
  const serviceModels = SERVICE_DASHBOARDS.map(buildDashboard);
  return [
    [
      `${folder}/provisioning/datasources/prometheus.yml`,
      datasources('prometheus:9090', COMPOSE_TARGETS.secure ?? null),
    ],
    [
      `${folder}/provisioning/dashboards/perf-suite.yml`,
      dashboardProvider({ hasServices: SERVICES.length > 0 }),
    ],
    ...dashboardFiles('dashboards', models),
    // Grafana reads them only where the settings name a service.
    ...dashboardFiles('service-dashboards', serviceModels),
    ...mixinFiles([...models, ...serviceModels]),
  ];
}

function dashboardFiles(folder: string, models: readonly Dashboard[]): [string, string][] {
  return models.flatMap((one): [string, string][] => [
    [`monitoring/grafana/${folder}/${one.uid}.json`, `${JSON.stringify(one, null, 2)}\n`],
    [`monitoring/grafana/exports/${one.uid}.json`, `${JSON.stringify(exportDashboard(one), null, 2)}\n`],
  ]);
}

function runbookFiles(): [string, string][] {
  const alerts = ALL_GROUPS.flatMap((group) => group.alerts);
  const names = [...new Set(alerts.map(({ name }) => name))];
  return [
    ['docs/monitoring/alerts.md', alertReference(ALL_GROUPS)],
    ...names.map((name): [string, string] => [
      `${RUNBOOK_FOLDER}/${name}.md`,
      runbookPage(alerts.filter((alert) => alert.name === name)),
    ]),
  ];
}
