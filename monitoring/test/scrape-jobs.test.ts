import { readFileSync } from 'node:fs';
import { METRIC_GROUPS } from '@perf-suite/exporter/catalogue';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ALERT_GROUPS } from '../src/prometheus/alert-groups.js';
import { COMPOSE_TARGETS, prometheusConfig, SLOW_METRICS } from '../src/prometheus/prometheus-config.js';

interface Relabelling {
  readonly regex?: string;
  readonly action?: string;
}

const slow = new RegExp(`^(${SLOW_METRICS})$`);
const monitor = parse(readFileSync(new URL('../k8s/base/service-monitor.yaml', import.meta.url), 'utf8')) as {
  spec: { endpoints: { interval: string; metricRelabelings: Relabelling[] }[] };
};
const config = parse(prometheusConfig(COMPOSE_TARGETS)) as {
  scrape_configs: { scrape_interval?: string; metric_relabel_configs?: Relabelling[] }[];
};

describe('the two scrapes of the exporter', () => {
  it('leave no metric out and take none twice, in Prometheus as in Kubernetes', () => {
    const inPrometheus = config.scrape_configs.flatMap(({ scrape_interval, metric_relabel_configs }) => {
      const [first] = metric_relabel_configs ?? [];
      return first === undefined ? [] : [[scrape_interval, first.regex, first.action]];
    });
    const inKubernetes = monitor.spec.endpoints.map(({ interval, metricRelabelings: [first] }) => [
      interval,
      first?.regex,
      first?.action,
    ]);
    expect(inPrometheus).toEqual([
      ['5s', SLOW_METRICS, 'drop'],
      ['1m', SLOW_METRICS, 'keep'],
    ]);
    expect(inKubernetes).toEqual(inPrometheus);
  });

  it('keep gauges, and what shows a regression, out of the slow one', () => {
    const metrics = METRIC_GROUPS.flatMap((group) => group.metrics);
    const namesOf = ({ name, type }: (typeof metrics)[number]) =>
      type === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name];
    const slowOnes = metrics.filter((metric) => namesOf(metric).some((name) => slow.test(name)));
    expect(slowOnes.map(({ name }) => name)).toEqual([
      'benchmark_execution_time_seconds',
      'benchmark_samples_total',
      'benchmark_rounds_total',
      'benchmark_gc_seconds_total',
      'benchmark_gc_collections_total',
    ]);
    for (const { type } of slowOnes) expect(['counter', 'histogram']).toContain(type);
  });

  it('bring enough values for each alert that looks at slow ones', () => {
    const asked = ALERT_GROUPS.flatMap(({ alerts }) =>
      alerts.flatMap(({ name, expr }) =>
        [...expr.matchAll(/(\w+)(?:\{[^}]*\})?\[(\w+)\]/g)]
          .filter(([, metric = '']) => slow.test(metric))
          .map(([, , range]) => `${name} over ${range}`),
      ),
    );
    expect(asked).toEqual(['GarbageCollectionHeavy over 1h', 'GarbageCollectionHeavy over 1h']);
  });
});
