import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { parse } from 'yaml';
import { ALERT_GROUPS } from './prometheus/alert-groups.js';
import { RECORDING_RULES } from './prometheus/recording-rules.js';
import { alertRules, recordingRules, toYaml } from './prometheus/rule-files.js';

/** Returns the files of the mixin, as others import it: rules, alerts, and a file for each dashboard. */
export function mixinFiles(dashboards: readonly Dashboard[]): [string, string][] {
  const folder = 'monitoring/mixin';
  const groups = ALERT_GROUPS.flatMap((group) => (parse(alertRules(group)) as { groups: unknown[] }).groups);
  return [
    [`${folder}/rules.yaml`, recordingRules(RECORDING_RULES)],
    [`${folder}/alerts.yaml`, toYaml({ groups })],
    ...dashboards.map((one): [string, string] => [
      `${folder}/dashboards/${one.uid}.json`,
      `${JSON.stringify(one, null, 2)}\n`,
    ]),
  ];
}
