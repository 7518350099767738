import type { AlertGroup } from '../prometheus/alert.js';
import { SettingsError } from '../settings/read-settings.js';
import { INHIBITIONS, type Inhibition } from '../settings.js';

/** What tells two alerts of one name apart, but for the severity. Alerts without a label are equal in it. */
const IDENTITY = [
  'benchmark_name',
  'environment',
  'branch',
  'percentile',
  'change',
  'budget',
  'objective',
  'pipeline',
  'service',
  'http_route',
  'server_address',
  'channel',
  'job_name',
  'cache',
  'kind',
  'limit',
  'metric',
  'page',
  'trigger',
  'job',
  'instance',
  'mountpoint',
];

/**
 * Returns which alerts keep others back while they fire: a critical one the lesser ones about the same thing, what is
 * down what follows from it, and what the settings name.
 */
export function inhibitRules(further: readonly Inhibition[]): object[] {
  return [
    {
      source_matchers: ['severity="critical"'],
      target_matchers: ['severity=~"warning|info"'],
      equal: ['alertname', ...IDENTITY],
    },
    {
      // Alerts about benchmarks keep their state while an exporter is down. Those about it are consequences.
      source_matchers: ['alertname="ExporterDown"'],
      target_matchers: ['alertname=~"Exporter.+"', 'alertname!="ExporterDown"'],
      equal: ['instance'],
    },
    {
      // What was said of an instance before it ended.
      source_matchers: ['alertname="ServiceDown"'],
      target_matchers: ['alertname=~"Service.+"', 'alertname!="ServiceDown"', 'instance!=""'],
      equal: ['service', 'instance'],
    },
    {
      source_matchers: ['alertname="ServiceDown"'],
      target_matchers: ['alertname="ServiceTrafficGone"'],
      equal: ['service'],
    },
    {
      // While nobody is answered, everything looks slow from inside.
      source_matchers: ['alertname="ServiceEventLoopLag"', 'severity="critical"'],
      target_matchers: [
        'alertname=~"ServiceHttpSlow|ServiceDatabaseSlow|ServiceOutboundSlow|ServiceScrapeSlow"',
        'severity=~"warning|info"',
      ],
      equal: ['service'],
    },
    ...further.map(({ cause, consequences, same }) => ({
      source_matchers: [`alertname="${cause}"`],
      target_matchers: [`alertname=~"${consequences.join('|')}"`],
      equal: same,
    })),
  ];
}

/** @throws {SettingsError} where the settings name an alert that there is not */
export function checkInhibitions(groups: readonly AlertGroup[], further = INHIBITIONS): void {
  const names = new Set(groups.flatMap(({ alerts }) => alerts.map(({ name }) => name)));
  for (const [i, { cause, consequences }] of further.entries()) {
    const wrong = [cause, ...consequences].find((name) => !names.has(name));
    if (wrong === undefined) continue;
    throw new SettingsError(
      `monitoring/settings.yaml: inhibitions.${i}: expected alerts of docs/monitoring/alerts.md, found ${wrong}`,
    );
  }
}
