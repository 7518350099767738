import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { parse } from 'yaml';
import type { AlertGroup } from './prometheus/alert.js';
import { ALERT_GROUPS } from './prometheus/alert-groups.js';
import { RECORDING_RULES } from './prometheus/recording-rules.js';
import { alertRules, recordingRules, serviceObjectives, toYaml } from './prometheus/rule-files.js';
import { SERVICE_ALERT_GROUPS } from './prometheus/services/service-alert-groups.js';
import { SERVICES } from './settings.js';

/**
 * Returns the files of the mixin, as others import it: rules, alerts, and a file for each dashboard. What is about
 * services is in files of its own, also where the settings name none.
 */
export function mixinFiles(dashboards: readonly Dashboard[]): [string, string][] {
  const folder = 'monitoring/mixin';
  return [
    [`${folder}/rules.yaml`, recordingRules(RECORDING_RULES)],
    [`${folder}/alerts.yaml`, alertsOf(ALERT_GROUPS)],
    [`${folder}/service-rules.yaml`, serviceObjectives(SERVICES)],
    [`${folder}/service-alerts.yaml`, alertsOf(SERVICE_ALERT_GROUPS)],
    ...dashboards.map((one): [string, string] => [
      `${folder}/dashboards/${one.uid}.json`,
      `${JSON.stringify(one, null, 2)}\n`,
    ]),
  ];
}

function alertsOf(all: readonly AlertGroup[]): string {
  const groups = all.flatMap((group) => (parse(alertRules(group)) as { groups: unknown[] }).groups);
  return toYaml({ groups });
}
