import type { MetricValues } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { MetricStore } from '../store/metric-store.js';
import { scrape, seriesValue } from '../testing/scrape.js';
import { CustomRecorder } from './custom-recorder.js';
import { parseCustomValues } from './custom-values.js';
import { NOTHING_DECLARED } from './declared-metrics.js';
import type { Misfit } from './misfit.js';
import { parseCustomMetrics } from './parse-custom-metrics.js';

const DECLARED = `
- name: cache_hit_ratio
  type: gauge
  description: Hits / lookups.
  labels: [cache]
- name: documents_total
  type: counter
  description: Documents parsed.
- name: document_bytes
  type: histogram
  description: Size of documents.
  buckets: [100, 1000]
- name: pause_seconds
  type: summary
  description: Pauses.
  quantiles: [0.5, 0.9]
`;

describe('custom metrics', () => {
  it('of all four types are recorded as declared', async () => {
    const store = new MetricStore({ seriesCap: 100 });
    const recorder = new CustomRecorder(store, parseCustomMetrics(DECLARED, 'metrics.yaml'));
    const file = {
      kind: 'metrics',
      schemaVersion: 1,
      id: 'x',
      values: [
        { name: 'cache_hit_ratio', labels: { cache: 'ast' }, value: 0.9 },
        { name: 'documents_total', value: 2 },
        { name: 'documents_total', value: 3 },
        { name: 'document_bytes', value: 500 },
        { name: 'pause_seconds', value: 0.25 },
      ],
    };
    recorder.recordAll(parseCustomValues(file, 'x.metrics.json').values, 'x.metrics.json');
    const text = await scrape(store);
    expect(seriesValue(text, 'cache_hit_ratio{cache="ast"}')).toBe(0.9);
    expect(seriesValue(text, 'documents_total')).toBe(5);
    expect(seriesValue(text, 'document_bytes_bucket{le="100.0"}')).toBe(0);
    expect(seriesValue(text, 'document_bytes_bucket{le="1000.0"}')).toBe(1);
    expect(seriesValue(text, 'pause_seconds{quantile="0.5"}')).toBe(0.25);
  });

  it.each([
    [
      '- name: Bad-Name\n  type: gauge\n  description: x',
      /metrics\.yaml:1: expected name: lower case.*"Bad-Name"/,
    ],
    [
      '- name: a\n  type: gauges\n  description: x',
      /metrics\.yaml:2: expected type: gauge, counter.*"gauges"/,
    ],
    ['- name: a\n  type: counter\n  description: x', /metrics\.yaml:1: .*_total/],
    ['- name: a\n  type: gauge', /metrics\.yaml:1: expected description/],
    [
      '- name: a\n  type: gauge\n  description: x\n  colour: red',
      /metrics\.yaml:4: expected one of.*"colour"/,
    ],
    [
      '- name: a\n  type: histogram\n  description: x\n  buckets: [2, 1]',
      /metrics\.yaml:4: expected buckets: ascending.*\[2,1\]/,
    ],
    [
      '- name: a\n  type: summary\n  description: x\n  quantiles: [0.5, 1.5]',
      /metrics\.yaml:4: expected quantiles/,
    ],
    ['- name: a\n  type: gauge\n  description: x\n  labels: [le]', /metrics\.yaml:4: expected labels/],
    [
      '- name: speedup_ratio\n  type: gauge\n  description: x',
      /metrics\.yaml:1: expected name: a name that is not taken/,
    ],
    [
      '- name: a\n  type: gauge\n  description: x\n- name: a\n  type: gauge\n  description: x',
      /metrics\.yaml:4: .*not taken/,
    ],
    ['- name: [', /metrics\.yaml:1: /],
    ['name: a', /metrics\.yaml:1: expected a list/],
  ])('declared wrongly are refused with the line: %j', (text, message) => {
    expect(() => parseCustomMetrics(text, 'metrics.yaml')).toThrow(message);
  });

  it('that do not fit their declaration are refused as a whole, with the place', async () => {
    const store = new MetricStore({ seriesCap: 100 });
    const recorder = new CustomRecorder(store, parseCustomMetrics(DECLARED, 'metrics.yaml'));
    const good = { name: 'documents_total', labels: {}, value: 1 };
    const cases = [
      [
        { name: 'unknown', labels: {}, value: 1 },
        /\/values\/1\/name expected a declared metric, found "unknown"/,
      ],
      [
        { name: 'cache_hit_ratio', labels: {}, value: 1 },
        /\/values\/1\/labels expected cache, as metrics.yaml:2 says, found none/,
      ],
      [{ name: 'documents_total', labels: {}, value: -1 }, /expected 0 or more/],
    ] as const;
    for (const [value, message] of cases) {
      expect(() => recorder.recordAll([good, value], 'f.json')).toThrow(message);
    }
    expect(await scrape(store)).toBe('');
    expect(() => parseCustomValues({ schemaVersion: 2 }, 'f.json')).toThrow(/expected 1, found 2/);
    expect(() =>
      parseCustomValues({ schemaVersion: 1, id: 'a', values: [{ name: 'x', value: '1' }] }, 'f.json'),
    ).toThrow(/f\.json: at \/values\/0\/value expected a number, found "1"/);
  });
});

const PER_BENCHMARK = `${DECLARED}
- name: resident_bytes
  type: gauge
  description: Memory of the subject.
  labels: [benchmark_name, environment, kind]
`;

describe('custom metrics that benchmarks set', () => {
  function setUp(declared = parseCustomMetrics(PER_BENCHMARK, 'metrics.yaml')) {
    const store = new MetricStore({ seriesCap: 100 });
    const misfits: Misfit[] = [];
    return {
      store,
      misfits,
      recorder: new CustomRecorder(store, declared, (misfit) => misfits.push(misfit)),
    };
  }
  const origin = (startedAtMs: number) => ({
    benchmark: 'a.bench.ts#parse',
    environment: 'ci',
    branch: 'main',
    startedAtMs,
  });
  const set = (name: string, labels: Record<string, string>, ...values: number[]): MetricValues => ({
    name,
    labels,
    operation: 'set',
    values,
  });

  it('show the newest run’s last value, add up over runs, and are observed one by one', async () => {
    const { store, recorder, misfits } = setUp();
    const ofRun = (startedAtMs: number, ratio: number) =>
      recorder.recordRun(origin(startedAtMs), [
        set('cache_hit_ratio', { cache: 'ast' }, 0.1, ratio),
        { name: 'documents_total', labels: {}, operation: 'add', values: [2, 3] },
        { name: 'document_bytes', labels: {}, operation: 'observe', values: [50, 500] },
        { name: 'pause_seconds', labels: {}, operation: 'observe', values: [1, 2] },
      ]);
    ofRun(2_000, 0.9);
    ofRun(1_000, 0.5);
    const text = await scrape(store);
    expect(misfits).toEqual([]);
    expect(seriesValue(text, 'cache_hit_ratio{cache="ast"}')).toBe(0.9);
    expect(seriesValue(text, 'documents_total')).toBe(10);
    expect(seriesValue(text, 'document_bytes_bucket{le="100.0"}')).toBe(2);
    expect(seriesValue(text, 'pause_seconds_count')).toBe(4);
  });

  it('carry benchmark and environment where the declaration lists them', async () => {
    const { store, recorder, misfits } = setUp();
    recorder.recordRun(origin(1), [set('resident_bytes', { kind: 'heap' }, 7)]);
    const labels = 'benchmark_name="a.bench.ts#parse",environment="ci",kind="heap"';
    expect(seriesValue(await scrape(store), `resident_bytes{${labels}}`)).toBe(7);
    expect(misfits).toEqual([]);
  });

  it.each([
    [
      set('cache_misses', { cache: 'ast' }, 1),
      'metrics.yaml does not declare cache_misses, which "a.bench.ts#parse" sets',
      'Add "- {name: cache_misses, type: gauge, description: ..., labels: [cache]}" to it',
    ],
    [
      set('documents_total', {}, 1),
      'metrics.yaml:6: documents_total is a counter: expected add(), found set() in "a.bench.ts#parse"',
      'until they agree,',
    ],
    [
      set('cache_hit_ratio', { shard: 'a' }, 1),
      'metrics.yaml:2: cache_hit_ratio is a gauge: expected the labels cache, found the labels shard in',
      'until they agree,',
    ],
    [
      set('resident_bytes', {}, 1),
      'metrics.yaml:18: resident_bytes is a gauge: expected the labels kind, found no labels in',
      'until they agree,',
    ],
    [
      { name: 'documents_total', labels: {}, operation: 'add', values: [1, -1] } as const,
      'metrics.yaml:6: documents_total is a counter: expected 0 or more, found -1 in',
      'until they agree,',
    ],
  ])(
    'and do not fit are left out, and reported once with the line and what to do: %j',
    async (metric, message, hint) => {
      const { store, recorder, misfits } = setUp();
      recorder.recordRun(origin(1), [metric]);
      recorder.recordRun(origin(2), [metric]);
      expect(await scrape(store)).toBe('');
      expect(misfits).toMatchObject([
        { message: expect.stringContaining(message), hint: expect.stringContaining(hint) },
      ]);
      expect(recorder.refusedCount).toBe(2);
    },
  );

  it('without a metrics.yaml are left out, with a hint how to declare them', () => {
    const { recorder, misfits } = setUp(NOTHING_DECLARED);
    recorder.recordRun(origin(1), [set('cache_hit_ratio', { cache: 'ast' }, 1)]);
    expect(misfits).toMatchObject([
      {
        message: expect.stringContaining('no metrics.yaml'),
        hint: expect.stringContaining('--metrics-file'),
      },
    ]);
  });
});
