import type { Alert, AlertGroup, AlertTrial } from './alert.js';
import { toYaml } from './rule-files.js';

/** Returns a file for `promtool test rules`: that each alert fires when it should, and stays silent when not. */
export function promtoolTests({ name, alerts }: AlertGroup): string {
  return toYaml({
    rule_files: [`../rules/${name}.yml`],
    evaluation_interval: '1m',
    tests: alerts.flatMap((alert) => [firing(alert), ...(alert.name === 'Watchdog' ? [] : [silent(alert)])]),
  });
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
