import { readFileSync } from 'node:fs';
import { LIVE_METRICS, METRIC_GROUPS } from '@perf-suite/exporter/catalogue';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DASHBOARDS } from '../src/grafana/dashboards.js';
import { ALERT_GROUPS } from '../src/prometheus/alert-groups.js';
import { LIVE_METRICS_DROPPED, LIVE_METRICS_KEPT } from '../src/prometheus/live-job.js';
import { COMPOSE_TARGETS, prometheusConfig, SLOW_METRICS } from '../src/prometheus/prometheus-config.js';
import { RECORDING_RULES } from '../src/prometheus/recording-rules.js';

interface Relabelling {
  readonly regex?: string;
  readonly action?: string;
}

const slow = new RegExp(`^(${SLOW_METRICS})$`);
const monitor = parse(
  readFileSync(new URL('../k8s/operator/service-monitor.yaml', import.meta.url), 'utf8'),
) as {
  spec: { endpoints: { interval: string; metricRelabelings: Relabelling[] }[] };
};
const config = parse(prometheusConfig(COMPOSE_TARGETS)) as {
  scrape_configs: { job_name: string; scrape_interval?: string; metric_relabel_configs?: Relabelling[] }[];
};

describe('the two scrapes of the exporter', () => {
  it('leave no metric out and take none twice, in Prometheus as in Kubernetes', () => {
    const inPrometheus = config.scrape_configs
      .filter(({ job_name }) => job_name.startsWith('perf-exporter'))
      .map(({ scrape_interval, metric_relabel_configs: [first] = [] }) => [
        scrape_interval,
        first?.regex,
        first?.action,
      ]);
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
      'benchmark_measured_seconds_total',
      'benchmark_cpu_seconds_total',
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

describe('the scrape of live runs', () => {
  const isKept = (name: string) =>
    new RegExp(`^(${LIVE_METRICS_KEPT})$`).test(name) && name !== LIVE_METRICS_DROPPED;
  const ofExporter = METRIC_GROUPS.filter(({ title }) => title !== 'Live runs').flatMap(
    ({ metrics }) => metrics,
  );

  it('keeps all that only live runs have', () => {
    expect(Object.values(LIVE_METRICS).filter(({ name }) => !isKept(name))).toEqual([]);
  });

  it('keeps nothing that an alert, a rule or a panel reads of finished runs', () => {
    const both = ofExporter
      .map(({ name }) => name)
      .filter((name) => isKept(name) && !name.startsWith('stream_'));
    // States of a run: 0 and the like where only files are read.
    expect(both.length).toBeLessThan(6);
    const expressions = [
      ...RECORDING_RULES,
      ...ALERT_GROUPS.flatMap(({ alerts }) => alerts),
      ...DASHBOARDS.flatMap(({ panels }) => panels).flatMap(({ queries }) => queries),
    ].map(({ expr }) => expr);
    const withoutJob = expressions.filter((expr) =>
      both.some((name) => new RegExp(`\\b${name}\\b(?!\\{[^}]*\\bjob[=!])`).test(expr)),
    );
    expect(withoutJob).toEqual([]);
  });
});
