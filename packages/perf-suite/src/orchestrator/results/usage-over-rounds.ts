import type { ExecutionUsage, RunFile, Variant } from '@perf-suite/schema';
import { median } from '../../wire/median.js';

type Benchmark = RunFile['benchmarks'][number];

/**
 * Returns what an execution of a command used over all rounds: the mean of the CPU times, since the system tells each
 * of them roughly, and the median of the peaks of memory. Null for a function, and where no round tells.
 */
export function usageOverRounds(benchmark: Benchmark): Partial<Record<Variant, ExecutionUsage>> | null {
  const variants = (['base', 'head'] as const).flatMap((variant) => {
    const usage = usageOf(benchmark, variant);
    return Object.keys(usage).length === 0 ? [] : [[variant, usage] as const];
  });
  return variants.length === 0 ? null : Object.fromEntries(variants);
}

function usageOf({ rounds }: Benchmark, variant: Variant): ExecutionUsage {
  const told = rounds.flatMap(({ measuredCount, executionUsage }) => {
    const ofVariant = executionUsage?.[variant];
    return ofVariant === undefined ? [] : [{ ...ofVariant, measuredCount }];
  });
  const timed = told.filter(({ userMs, systemMs }) => userMs !== undefined && systemMs !== undefined);
  const peaks = told.flatMap(({ rssPeakBytes }) => rssPeakBytes ?? []);
  const executions = timed.reduce((sum, { measuredCount }) => sum + measuredCount, 0);
  const mean = (read: (usage: ExecutionUsage) => number): number =>
    timed.reduce((sum, usage) => sum + usage.measuredCount * read(usage), 0) / executions;
  return {
    ...(executions > 0 && {
      userMs: mean(({ userMs = 0 }) => userMs),
      systemMs: mean(({ systemMs = 0 }) => systemMs),
    }),
    ...(peaks.length > 0 && { rssPeakBytes: Math.round(median(peaks)) }),
  };
}
