import type { Alert, AlertGroup, AlertTrial } from './alert.js';
import { toYaml } from './rule-files.js';

/** How often rules are evaluated in a history of minutes or hours, and in one of days. */
const EVALUATION = { short: '1m', long: '30m' } as const;

/**
 * Returns files for `promtool test rules` by name: that each alert fires when it should, and stays silent when
 * not. Histories of a day and longer are in a file of their own, whose rules are evaluated less often.
 */
export function promtoolTests({ name, alerts }: AlertGroup): [name: string, content: string][] {
  const tests = alerts.flatMap((alert) => [
    { trial: alert.fires, test: firing(alert) },
    ...(alert.name === 'Watchdog' ? [] : [{ trial: alert.silent, test: silent(alert) }]),
  ]);
  return (['short', 'long'] as const).flatMap((length): [string, string][] => {
    const ofLength = tests.filter(({ trial }) => lengthOf(trial) === length).map(({ test }) => test);
    if (ofLength.length === 0) return [];
    const file = {
      rule_files: [`../${folderOf(name)}/${name}.yml`],
      evaluation_interval: EVALUATION[length],
      tests: ofLength,
    };
    return [[length === 'short' ? `${name}.test.yml` : `${name}-days.test.yml`, toYaml(file)]];
  });
}

/** Rules about services have a folder of their own, which Prometheus need not read. */
export function folderOf(group: AlertGroup['name']): 'rules' | 'service-rules' {
  return group.startsWith('service-') ? 'service-rules' : 'rules';
}

function lengthOf({ at }: AlertTrial): keyof typeof EVALUATION {
  return at.endsWith('h') && Number.parseInt(at, 10) >= 24 ? 'long' : 'short';
}

function firing(alert: Alert) {
  const { severity, name } = alert;
  return {
    name: `${name} (${severity}) fires`,
    ...inputOf(alert.fires),
    promql_expr_test: [
      {
        expr: `count(ALERTS{alertname="${name}",severity="${severity}",alertstate="firing"${matchers(alert.fires.labels)}})`,
        eval_time: alert.fires.at,
        exp_samples: [{ labels: '{}', value: 1 }],
      },
    ],
  };
}

function silent(alert: Alert) {
  const { severity, name } = alert;
  return {
    name: `${name} (${severity}) stays silent`,
    ...inputOf(alert.silent),
    promql_expr_test: [
      {
        expr: `count(ALERTS{alertname="${name}",severity="${severity}",alertstate="firing"})`,
        eval_time: alert.silent.at,
        exp_samples: [],
      },
    ],
  };
}

function inputOf({ everySeconds, series }: AlertTrial) {
  return {
    interval: `${everySeconds}s`,
    input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
  };
}

function matchers(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .filter(([name]) => name !== 'severity')
    .map(([name, value]) => `,${name}="${value}"`)
    .join('');
}
