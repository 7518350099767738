import * as v from 'valibot';
import { count, instantOf, measured, text } from '../fields.js';
import type { ImportedPoint, Importer } from '../importer.js';
import { pointOfRounds, pointOfSummary } from '../points.js';
import type { Meaning } from '../units.js';

const schema = v.object({
  context: v.object({
    date: v.optional(text),
    num_cpus: v.optional(count),
    library_version: v.optional(text),
  }),
  benchmarks: v.array(
    v.object({
      name: text,
      run_name: v.optional(text),
      run_type: v.optional(text),
      aggregate_name: v.optional(text),
      error_occurred: v.optional(v.boolean()),
      real_time: v.optional(measured),
      time_unit: v.optional(v.picklist(['ns', 'us', 'ms', 's']), 'ns'),
    }),
  ),
});

type Benchmark = v.InferOutput<typeof schema>['benchmarks'][number];

interface Found extends Benchmark {
  readonly at: string;
  readonly real_time: number;
}

export const googleBenchmark: Importer = {
  name: 'google-benchmark',
  tool: 'Google Benchmark',
  madeBy: '`--benchmark_format=json`, or `--benchmark_out=out.json`',
  p50: 'real time, of which each repetition knows the mean: the median of the repetitions',
  p95: null,
  rounds: 'one for each of `--benchmark_repetitions`',
  facts: ['date', 'machine'],
  recognizes: (file) => {
    const benchmarks = file.topLevel('benchmarks');
    return (
      Array.isArray(benchmarks) &&
      benchmarks.some((one) => one?.time_unit !== undefined && 'iterations' in one)
    );
  },
  read: (file, { units }) => {
    const { context, benchmarks } = file.parse(schema, file.json());
    const byName = new Map<string, Found[]>();
    let isPartial = false;
    for (const [i, benchmark] of benchmarks.entries()) {
      const {
        name,
        run_name: runName = name,
        error_occurred: hasFailed = false,
        real_time: time,
      } = benchmark;
      if (hasFailed) isPartial = true;
      // The complexity (BigO) has no time.
      if (hasFailed || time === undefined) continue;
      byName.set(runName, [
        ...(byName.get(runName) ?? []),
        { ...benchmark, real_time: time, at: `/benchmarks/${i}` },
      ]);
    }
    const points = [...byName].flatMap(([name, found]) => {
      const point = pointOf(name, found, (unit, at) => units.meaning(unit, { file, at }));
      return point === null ? [] : [point];
    });
    const startedAtMs = instantOf(context.date);
    return [
      {
        points,
        isPartial,
        ...(startedAtMs !== undefined && { startedAtMs }),
        ...(context.library_version !== undefined && { version: context.library_version }),
        ...(context.num_cpus !== undefined && { machine: { cores: context.num_cpus } }),
      },
    ];
  },
};

/** Without the repetitions (`--benchmark_report_aggregates_only`), their median is all there is. */
function pointOf(
  benchmark: string,
  found: readonly Found[],
  meaningOf: (unit: string, at: string) => Meaning,
): ImportedPoint | null {
  const repetitions = found.filter(({ run_type: type = 'iteration' }) => type === 'iteration');
  const aggregate = (name: string) => found.find((one) => one.aggregate_name === name);
  const first = repetitions[0] ?? aggregate('median') ?? aggregate('mean');
  if (first === undefined) return null;
  const named = { at: first.at, benchmark, meaning: meaningOf(first.time_unit, `${first.at}/time_unit`) };
  const times = repetitions.map(({ real_time: time }) => time);
  if (times.length > 1)
    return {
      ...pointOfRounds(
        named,
        times.map((time) => [time]),
      ),
      p95: null,
    };
  return pointOfSummary(named, { p50: first.real_time, spread: aggregate('stddev')?.real_time ?? null });
}
