import type { ExportedBenchmark } from './exported-run.js';
import type { ExportFormat } from './format-names.js';

/** What other tools read: each format's name on the command line and how it is written. */
export const EXPORTS: Readonly<Record<ExportFormat, (benchmarks: readonly ExportedBenchmark[]) => string>> = {
  csv: commaSeparated,
  bmf: bencherMetricFormat,
  'github-action-benchmark': githubActionBenchmark,
  go: goBenchmark,
  openmetrics: openMetrics,
};

/** Bencher Metric Format: p50, with the lowest and highest p50 of the rounds as its bounds. */
function bencherMetricFormat(benchmarks: readonly ExportedBenchmark[]): string {
  const entries = benchmarks.map(({ id, all, rounds }) => {
    const [lowest, highest] = boundsOf(rounds.map(({ p50Ns }) => p50Ns));
    return [id, { latency: { value: all.p50Ns, lower_value: lowest, upper_value: highest } }];
  });
  return json(Object.fromEntries(entries));
}

/** What github-action-benchmark takes as `customSmallerIsBetter`. */
function githubActionBenchmark(benchmarks: readonly ExportedBenchmark[]): string {
  return json(
    benchmarks.map(({ id, all, rounds }) => {
      const [lowest, highest] = boundsOf(rounds.map(({ p50Ns }) => p50Ns));
      const range = `± ${Number(((highest - lowest) / 2).toPrecision(3))}`;
      const extra = `p95 ${all.p95Ns.toPrecision(4)} ns/iter, ${all.count} samples in ${rounds.length} rounds`;
      return { name: id, unit: 'ns/iter', value: all.p50Ns, range, extra };
    }),
  );
}

/** Go's text: a line for each round, so that benchstat sees how rounds differ. */
function goBenchmark(benchmarks: readonly ExportedBenchmark[]): string {
  const lines = benchmarks.flatMap(({ id, rounds }) =>
    rounds.map(
      ({ count, p50Ns, p95Ns }) => `Benchmark${goName(id)} ${count} ${p50Ns} ns/op ${p95Ns} p95-ns/op`,
    ),
  );
  return lines.map((line) => `${line}\n`).join('');
}

/** A name ends at a space and does not begin with a lower-case letter. A number behind its last dash is that of the cores. */
function goName(id: string): string {
  return `_${id.replace(/\s+/g, '_')}-1`;
}

const COLUMNS = ['id', 'round', 'samples', 'min_ns', 'p50_ns', 'p95_ns', 'p99_ns', 'max_ns', 'mean_ns'];

/** RFC 4180, a row for each round. */
function commaSeparated(benchmarks: readonly ExportedBenchmark[]): string {
  const rows = benchmarks.flatMap(({ id, rounds }) =>
    rounds.map(({ count, minNs, p50Ns, p95Ns, p99Ns, maxNs, meanNs }, round) => [
      csvText(id),
      round + 1,
      count,
      minNs,
      p50Ns,
      p95Ns,
      p99Ns,
      maxNs,
      meanNs,
    ]),
  );
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** A spreadsheet takes what begins with one of these for a formula. */
function csvText(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** What GitLab's metrics report takes, and Prometheus. */
function openMetrics(benchmarks: readonly ExportedBenchmark[]): string {
  const lines = benchmarks.flatMap(({ id, all }) =>
    (
      [
        ['p50', all.p50Ns],
        ['p95', all.p95Ns],
      ] as const
    ).map(
      ([percentile, ns]) =>
        `benchmark_seconds{benchmark="${labelValue(id)}",percentile="${percentile}"} ${ns / 1e9}`,
    ),
  );
  return [
    '# TYPE benchmark_seconds gauge',
    '# UNIT benchmark_seconds seconds',
    '# HELP benchmark_seconds Time of one iteration.',
    ...lines,
    '# EOF',
    '',
  ].join('\n');
}

function labelValue(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function boundsOf(values: readonly number[]): [lowest: number, highest: number] {
  return [Math.min(...values), Math.max(...values)];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
