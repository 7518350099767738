import * as v from 'valibot';
import { anyObject, instantOf, measured, text } from '../fields.js';
import type { ImportFile } from '../import-file.js';
import type { ImportedPoint, ImportedRun, Importer } from '../importer.js';
import { pointOfSummary } from '../points.js';
import type { Units } from '../units.js';

/** `handleSummary(data)` puts the numbers in `values` and says what they are; `--summary-export` does neither. */
const metricSchema = v.object({
  type: v.optional(text),
  contains: v.optional(text),
  values: v.optional(anyObject),
});
const trendSchema = v.object({ med: measured, 'p(95)': v.optional(measured) });
const rateSchema = v.object({ rate: v.optional(measured) });

/** `--new-machine-readable-summary`, version 1: k6 writes the keys of `metadata` in snake case, its schema in camel case. */
const summarySchema = v.object({
  metadata: v.optional(
    v.object({
      generatedAt: v.optional(text),
      generated_at: v.optional(text),
      k6Version: v.optional(text),
      k6_version: v.optional(text),
    }),
  ),
  config: v.optional(v.object({ duration: v.optional(measured) })),
  results: v.object({ metrics: v.array(v.unknown()) }),
});

/** Metrics that k6 has itself, in milliseconds; with tags in braces: `http_req_duration{expected_response:true}` */
const OWN_TIMES = /^(?:(?:http_req|ws|grpc_req|browser)_\w+|iteration_duration|group_duration)(?:\{.*)?$/s;
/** Counts of what was done, of which the rate says how much by time. */
const THROUGHPUTS: Readonly<Record<string, string>> = { http_reqs: 'requests/s', iterations: 'iterations/s' };

export const k6: Importer = {
  name: 'k6',
  tool: 'k6',
  madeBy:
    '`k6 run --summary-export out.json`, also with `--new-machine-readable-summary`, or `JSON.stringify(data)` in `handleSummary(data)`',
  p50: 'the median; of `http_reqs` and `iterations` the rate',
  p95: '`p(95)`, unless `summaryTrendStats` leaves it out',
  rounds: null,
  facts: ['date'],
  recognizes: (file) => {
    const metrics = file.topLevel('metrics');
    if (file.topLevel('results') !== undefined) return v.is(summarySchema, file.jsonIfAny());
    return (
      typeof metrics === 'object' && metrics !== null && ('iterations' in metrics || 'http_reqs' in metrics)
    );
  },
  read: (file, { units }) => {
    const isVersioned = file.topLevel('results') !== undefined;
    const { metrics, facts } = isVersioned
      ? versionedMetrics(file)
      : { metrics: plainMetrics(file), facts: {} };
    const points = metrics.flatMap(({ key, at, value }) => {
      const point = pointOf(key, { at, value, file, units });
      return point === null ? [] : [point];
    });
    return [{ points, ...facts }];
  },
};

type Metrics = ReturnType<ImportFile['entries']>;

function plainMetrics(file: ImportFile): Metrics {
  return file.entries(file.parse(v.object({ metrics: anyObject }), file.json()).metrics, '/metrics');
}

function versionedMetrics(file: ImportFile): { metrics: Metrics; facts: Omit<ImportedRun, 'points'> } {
  const { metadata, config, results } = file.parse(summarySchema, file.json());
  const metrics = results.metrics.map((value, i) => {
    const at = `/results/metrics/${i}`;
    return { key: file.parse(v.object({ name: text }), value, at).name, at, value };
  });
  const version = metadata?.k6_version ?? metadata?.k6Version;
  const finishedAtMs = instantOf(metadata?.generated_at ?? metadata?.generatedAt);
  const startedAtMs =
    finishedAtMs === undefined ? undefined : finishedAtMs - Math.round((config?.duration ?? 0) * 1e3);
  return {
    metrics,
    facts: {
      ...(version !== undefined && { version }),
      ...(finishedAtMs !== undefined &&
        startedAtMs !== undefined &&
        startedAtMs >= 0 && { startedAtMs, finishedAtMs }),
    },
  };
}

interface Metric {
  readonly at: string;
  readonly value: unknown;
  readonly file: ImportFile;
  readonly units: Units;
}

/** Rates of what failed, gauges and all other counters are no measurements of speed. */
function pointOf(name: string, { at: metricAt, value, file, units }: Metric): ImportedPoint | null {
  const { type, contains, values } = file.parse(metricSchema, value, metricAt);
  const numbers = values ?? (value as Record<string, unknown>);
  const at = values === undefined ? metricAt : `${metricAt}/values`;
  const throughput = Object.hasOwn(THROUGHPUTS, name) ? THROUGHPUTS[name] : undefined;
  if (throughput !== undefined) {
    const { rate } = file.parse(rateSchema, numbers, at);
    if (rate === undefined) return null;
    return pointOfSummary(
      { at, benchmark: name, meaning: units.meaning(throughput, { file, at }) },
      { p50: rate },
    );
  }
  const isTrend = type === undefined ? 'med' in numbers : type === 'trend';
  if (!isTrend) return null;
  const isTime = contains === undefined ? OWN_TIMES.test(name) : contains === 'time';
  const unit = isTime ? 'ms' : contains === 'data' ? 'bytes' : '';
  const { med, 'p(95)': p95 } = file.parse(trendSchema, numbers, at);
  const meaning = units.meaning(unit, { file, at, names: [name] });
  return pointOfSummary({ at, benchmark: name, meaning }, { p50: med, p95: p95 ?? null });
}
