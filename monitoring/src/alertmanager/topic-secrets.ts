import { toYaml } from '../prometheus/rule-files.js';

/**
 * Returns what compose.yml lacks: the webhooks of topics and of the escalation as secrets of Alertmanager.
 * `monitoring/up` makes the files, and reads their names here.
 */
export function topicSecrets(names: readonly string[]): string {
  if (names.length === 0) return toYaml({ services: {} });
  return toYaml({
    services: { alertmanager: { secrets: names } },
    secrets: Object.fromEntries(names.map((name) => [name, { file: `./secrets/${name}` }])),
  });
}
