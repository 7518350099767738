import { COMPATIBILITY_METRICS, EXECUTION_TIME_BY_ITERATION } from './compatibility-metrics.js';
import { LABELS, type LabelName } from './label-catalogue.js';
import type { CompatibilityMetric, MetricDefinition } from './metric-definition.js';
import { METRIC_GROUPS } from './metric-groups.js';

/** Returns the metric reference of the documentation, as Markdown. */
export function metricReference(): string {
  return `# Metric reference

Generated from the metric catalogue (\`packages/exporter/src/catalogue\`); do not edit.

Names and units follow Prometheus' conventions: seconds, bytes, ratios (0.05 is 5 %), \`_total\` for counters. The number of values of each label is limited; \`perf_exporter_dropped_series\` counts the series that the series cap refuses. No sample in /metrics has a timestamp: use \`benchmark_last_run_timestamp_seconds\` to see how old the values are.

${METRIC_GROUPS.map(({ title, about, metrics }) => `## ${title}\n\n${about}\n\n${table(metrics)}`).join('\n\n')}

## Compatibility names

The same values under the names and units that dashboards older than this tool use. They do not follow Prometheus' conventions, so that \`promtool check metrics\` objects to them: they are published only with \`--compat\`, which the delivered stack gives.

| name | same as | differs in |
| --- | --- | --- |
${COMPATIBILITY_METRICS.map(compatibilityRow).join('\n')}
| \`performance_regression_detected\` | \`performance_regressions_detected_total\` | by recording rule: the name lacks \`_total\`; the commit is an exemplar and on \`benchmark_run_info\` |

## Metrics of your own

A benchmark sets them, a \`metrics.yaml\` declares them, and they are served together with the ones above ([guide](monitoring/custom-metrics.md)):

\`\`\`ts
import { metric, suite } from 'perf-suite';

const hitRatio = metric('cache_hit_ratio', { shard: 'a' });

export default suite(({ bench }) => {
  bench('look up', { run: () => cache.get(key), teardown: () => hitRatio.set(cache.hits / cache.lookups) });
});
\`\`\`

\`\`\`yaml
# metrics.yaml, for perf-suite run --live --metrics-file metrics.yaml and perf-exporter serve --metrics-file metrics.yaml
- name: cache_hit_ratio
  type: gauge              # set(); counter: add(); histogram, summary: observe()
  description: Hits / lookups of the cache.
  labels: [shard]
\`\`\`

## Labels

| label | holds | bounded by |
| --- | --- | --- |
${Object.entries(LABELS)
  .map(([name, { holds, bound }]) => `| \`${name}\` | ${holds} | ${bound} |`)
  .join('\n')}
`;
}

function table(metrics: readonly MetricDefinition[]): string {
  const rows = metrics.map((metric) => {
    const labels = metric.labels.map((label) => `\`${known(label)}\``).join(', ');
    return `| \`${metric.name}\` | ${metric.type} | ${labels} | ${metric.help}${detail(metric)} |`;
  });
  return `| name | type | labels | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
}

function known(label: string): LabelName {
  if (!(label in LABELS)) throw new RangeError(`label ${label} is not in the label catalogue`);
  return label as LabelName;
}

function detail(metric: MetricDefinition): string {
  if (metric.type === 'histogram') {
    const first = (metric.bounds[0] ?? 0) / metric.observedPerUnit;
    const last = (metric.bounds.at(-1) ?? 0) / metric.observedPerUnit;
    return ` ${metric.bounds.length} buckets from ${first} to ${last} ${metric.unit ?? ''}.`;
  }
  return metric.type === 'summary' ? ` Quantiles ${metric.quantiles.join(', ')}.` : '';
}

function compatibilityRow({ name, from, unitsPerUnit, bounds }: CompatibilityMetric): string {
  const buckets = bounds === undefined ? '' : `; buckets ${bounds.join(', ')}`;
  const split =
    from === EXECUTION_TIME_BY_ITERATION ? '; with `--iteration-label`, and the label `iteration`' : '';
  const factor = unitsPerUnit < 1 ? `÷ ${Math.round(1 / unitsPerUnit)}` : `× ${unitsPerUnit}`;
  const same = from === EXECUTION_TIME_BY_ITERATION ? 'benchmark_execution_time_seconds' : from.name;
  return `| \`${name}\` | \`${same}\` | ${factor}${buckets}${split} |`;
}
