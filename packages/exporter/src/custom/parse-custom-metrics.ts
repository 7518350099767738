import { PerfError } from '@perf-suite/schema';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { COMPATIBILITY_METRICS } from '../catalogue/compatibility-metrics.js';
import type { MetricDefinition } from '../catalogue/metric-definition.js';
import { METRIC_GROUPS } from '../catalogue/metric-groups.js';
import type { DeclaredMetric, DeclaredMetrics } from './declared-metrics.js';

const TYPES = ['gauge', 'counter', 'histogram', 'summary'] as const;
const KEYS = ['name', 'type', 'description', 'labels', 'buckets', 'quantiles'];
const MOST_LABELS = 8;
const RESERVED_LABELS = ['le', 'quantile', 'job', 'instance'];

/**
 * Returns the metrics that a metrics.yaml declares:
 *
 *     - name: cache_hit_ratio
 *       type: gauge            # gauge, counter, histogram or summary
 *       description: Hits / lookups of the parser's cache.
 *       labels: [cache]
 *
 * Histograms need `buckets`, ascending; summaries need `quantiles` between 0 and 1.
 * @throws {PerfError} `bad-config` that names file, line, what was expected and what was found
 */
export function parseCustomMetrics(text: string, source: string): DeclaredMetrics {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (node: Node | null | undefined) => lines.linePos(node?.range?.[0] ?? 0).line;
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    throw new PerfError(
      'bad-config',
      `${source}:${lines.linePos(syntax.pos[0]).line}: ${syntax.message.split('\n')[0]}`,
    );
  }
  const root = document.contents;
  if (!isSeq(root)) throw problem(source, lineOf(root), 'a list of metrics', document.toJS());
  const metrics = root.items.map((item) => {
    if (!isMap(item)) throw problem(source, lineOf(item as Node), 'a metric', item);
    return { definition: parseMetric(item, { source, lineOf }), line: lineOf(item) };
  });
  expectDistinct(metrics, source);
  return { source, byName: new Map(metrics.map((metric) => [metric.definition.name, metric])) };
}

interface Place {
  readonly source: string;
  readonly lineOf: (node: Node | null | undefined) => number;
}

function parseMetric(map: YAMLMap, { source, lineOf }: Place): MetricDefinition {
  const fail = (key: string, expected: string) => {
    const node = map.get(key, true) as Node | undefined;
    return problem(
      source,
      lineOf(node ?? map),
      `${key}: ${expected}`,
      node === undefined ? undefined : map.toJSON()[key],
    );
  };
  for (const { key } of map.items) {
    if (isScalar(key) && KEYS.includes(String(key.value))) continue;
    throw problem(source, lineOf(key as Node), `one of ${KEYS.join(', ')}`, isScalar(key) ? key.value : key);
  }
  const given = map.toJSON() as Record<string, unknown>;
  const { name, type, description: help } = given;
  const labels = given.labels ?? [];
  if (typeof name !== 'string' || !/^[a-z_][a-z0-9_]*$/.test(name))
    throw fail('name', 'lower case letters, digits and _');
  const known = TYPES.find((one) => one === type);
  if (known === undefined) throw fail('type', TYPES.join(', '));
  if (typeof help !== 'string' || help.trim() === '')
    throw fail('description', 'text that describes the metric');
  if ((known === 'counter') !== name.endsWith('_total')) {
    throw fail('name', 'a name that ends in _total for a counter, and for nothing else');
  }
  if (!isLabelList(labels)) {
    throw fail(
      'labels',
      `at most ${MOST_LABELS} distinct label names, none of ${RESERVED_LABELS.join(', ')}`,
    );
  }
  const base = { name, help, unit: null, labels };
  if (known !== 'histogram' && given.buckets !== undefined) throw fail('buckets', 'only in a histogram');
  if (known !== 'summary' && given.quantiles !== undefined) throw fail('quantiles', 'only in a summary');
  switch (known) {
    case 'histogram':
      if (!isAscending(given.buckets)) throw fail('buckets', 'ascending numbers');
      return { ...base, type: known, bounds: given.buckets, observedPerUnit: 1 };
    case 'summary':
      if (!isAscending(given.quantiles) || given.quantiles.some((at) => at <= 0 || at >= 1)) {
        throw fail('quantiles', 'ascending numbers between 0 and 1');
      }
      return { ...base, type: known, quantiles: given.quantiles };
    default:
      return { ...base, type: known };
  }
}

function isLabelList(value: unknown): value is string[] {
  if (!Array.isArray(value) || value.length > MOST_LABELS || new Set(value).size !== value.length)
    return false;
  return value.every(
    (label: unknown) =>
      typeof label === 'string' && /^[a-z][a-z0-9_]*$/.test(label) && !RESERVED_LABELS.includes(label),
  );
}

function isAscending(value: unknown): value is number[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every(
    (one: unknown, i) =>
      typeof one === 'number' && Number.isFinite(one) && (i === 0 || one > (value[i - 1] as number)),
  );
}

function expectDistinct(metrics: readonly DeclaredMetric[], source: string): void {
  const own = [...METRIC_GROUPS.flatMap((group) => group.metrics), ...COMPATIBILITY_METRICS];
  const taken = new Set(own.map(({ name }) => name));
  for (const { definition, line } of metrics) {
    const { name } = definition;
    if (taken.has(name)) throw problem(source, line, 'name: a name that is not taken', name);
    taken.add(name);
  }
}

function problem(source: string, line: number, expected: string, found: unknown): PerfError {
  const shown = found === undefined ? 'nothing' : JSON.stringify(found);
  return new PerfError('bad-config', `${source}:${line}: expected ${expected}; found ${shown}`, {
    hint: 'See docs/monitoring/custom-metrics.md for an example of each type.',
  });
}
