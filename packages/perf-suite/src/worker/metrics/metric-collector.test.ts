import type { Variant } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { MetricCollector, SERIES_LIMIT } from './metric-collector.js';
import { OBSERVED_LIMIT } from './metric-series.js';

function setUp() {
  const running: { variant: Variant } = { variant: 'head' };
  return { running, collector: new MetricCollector(running) };
}

describe('MetricCollector', () => {
  it('gives the last value set, the sum added and the values observed', () => {
    const { collector } = setUp();
    collector.begin();
    const labelled = collector.open('hits_total', { shard: 'a', hot: true });
    labelled.add();
    labelled.add(2.5);
    const ratio = collector.open('ratio', {});
    ratio.set(0.1);
    ratio.set(0.2);
    const bytes = collector.open('bytes', {});
    for (const value of [3, 1, 2]) bytes.observe(value);
    expect(collector.take('head')).toEqual({
      metrics: [
        { name: 'hits_total', labels: { shard: 'a', hot: 'true' }, operation: 'add', values: [3.5] },
        { name: 'ratio', labels: {}, operation: 'set', values: [0.2] },
        { name: 'bytes', labels: {}, operation: 'observe', values: [3, 1, 2] },
      ],
      warnings: [],
    });
  });

  it('takes equal name and labels for one series, in whatever order they come', () => {
    const { collector } = setUp();
    collector.begin();
    collector.open('a_total', { x: 1, y: 2 }).add(1);
    collector.open('a_total', { y: '2', x: '1' }).add(1);
    collector.open('a_total', { x: 2, y: 1 }).add(1);
    expect(collector.take('head').metrics.map(({ values }) => values)).toEqual([[2], [1]]);
  });

  it('keeps the variants apart, even through one metric object', () => {
    const { collector, running } = setUp();
    collector.begin();
    const shared = collector.open('calls_total', {});
    for (const variant of ['base', 'head', 'head', 'base', 'head'] as const) {
      running.variant = variant;
      shared.add(1);
    }
    expect(collector.take('head').metrics[0]?.values).toEqual([3]);
  });

  it('forgets what was said while warming up, and nothing before or after it', () => {
    const { collector } = setUp();
    collector.begin();
    const calls = collector.open('calls_total', {});
    calls.add(1);
    collector.startWarmUp();
    for (let i = 0; i < 100; i++) calls.add(1);
    collector.endWarmUp();
    calls.add(1);
    expect(collector.take('head').metrics[0]?.values).toEqual([2]);
  });

  it('starts anew with each benchmark', () => {
    const { collector } = setUp();
    const calls = collector.open('calls_total', {});
    for (const count of [2, 3]) {
      collector.begin();
      for (let i = 0; i < count; i++) calls.add();
      expect(collector.take('head').metrics[0]?.values).toEqual([count]);
    }
    collector.begin();
    expect(collector.take('head').metrics).toEqual([]);
  });

  it('thins observed values out evenly instead of keeping them all', () => {
    const { collector } = setUp();
    collector.begin();
    const values = collector.open('values', {});
    for (let i = 0; i < 100_000; i++) values.observe(i);
    const kept = collector.take('head').metrics[0]?.values ?? [];
    expect(kept.length).toBeGreaterThanOrEqual(OBSERVED_LIMIT / 2);
    expect(kept.length).toBeLessThan(OBSERVED_LIMIT);
    const steps = new Set(kept.slice(1).map((value, i) => value - (kept[i] as number)));
    expect(steps).toEqual(new Set([kept[1]]));
    expect(kept.at(-1)).toBeGreaterThan(99_000);
  });

  it('takes a limited number of series and warns of the others', () => {
    const { collector } = setUp();
    collector.begin();
    for (let i = 0; i < SERIES_LIMIT + 10; i++) collector.open('by_id', { id: i }).set(i);
    const { metrics, warnings } = collector.take('head');
    expect(metrics).toHaveLength(SERIES_LIMIT);
    expect(warnings).toMatchObject([{ code: 'metric-limit', message: expect.stringContaining('by_id') }]);
  });

  it('leaves out, with a warning, what is no finite number', () => {
    const { collector } = setUp();
    collector.begin();
    collector.open('ratio', {}).set(0 / 0);
    const sizes = collector.open('sizes', {});
    for (const value of [1, Number.POSITIVE_INFINITY, 2, 'three' as unknown as number]) sizes.observe(value);
    const { metrics, warnings } = collector.take('head');
    expect(metrics).toMatchObject([{ name: 'sizes', values: [1, 2] }]);
    expect(warnings).toMatchObject([
      { code: 'metric-not-finite', message: expect.stringContaining('ratio, sizes') },
    ]);
  });

  it('warns once of values that belong to no benchmark', () => {
    const { collector } = setUp();
    const early = collector.open('early', {});
    early.set(1);
    collector.begin();
    expect(collector.take('head')).toMatchObject({ metrics: [], warnings: [{ code: 'metric-outside' }] });
    collector.begin();
    early.set(2);
    expect(collector.take('head')).toMatchObject({ metrics: [{ values: [2] }], warnings: [] });
  });
});
