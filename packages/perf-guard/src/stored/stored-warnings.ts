import { listed } from '@perf-suite/command-line';
import { changeText, counted, percent, plainPercent } from '@perf-suite/command-line/terminal';
import type { Comparison, SingleRun, Warning } from '@perf-suite/schema';
import { isBusy } from '../environment-warnings.js';
import { median } from '../statistics/quantile.js';
import { TYPICAL_NOISE } from './between-run-noise.js';
import { environmentDifferences, isOfSameEnvironment, type StoredRun } from './comparable-runs.js';
import { loadDifferences } from './load-differences.js';

/** With fewer earlier runs than this the variance between runs is a guess. */
const FEWEST_RUNS = 5;
const FEWEST_FOR_COMMON_SHIFT = 4;
const COMMON_SHARE = 0.8;

/** Returns the doubt that few earlier runs leave. */
export function evidenceWarnings(runCount: number): Warning[] {
  if (runCount === 0 || runCount >= FEWEST_RUNS) return [];
  const assumed = `it is ${runCount === 1 ? 'assumed to be' : 'drawn towards'} ${percent(TYPICAL_NOISE.p50.sd)} at p50`;
  return [
    {
      code: 'weak-evidence',
      message: `weak evidence: ${counted(runCount, 'earlier run')} cannot show how far runs of the same code differ here; ${assumed}`,
      hint: `Confirm with: perf-suite run --against <ref>, which measures both in pairs; or give ${FEWEST_RUNS} or more --baseline files.`,
    },
  ];
}

/** Returns a doubt for the earlier runs that were left out because they were measured elsewhere, or under another load. */
export function otherRunWarnings(run: SingleRun, others: readonly StoredRun[]): Warning[] {
  return others.map((other) => {
    if (isOfSameEnvironment(other.run, run)) {
      return {
        code: 'other-load',
        message: `${nameOf(other)} was measured under another load: ${loadDifferences(other.run, run).join(', ')}`,
        hint: 'Latency depends on the load: measure again with the same rate or concurrency and the same scenario.',
      };
    }
    const differences = environmentDifferences(other.run.environment, run.environment);
    return {
      code: 'other-environment',
      message: `${nameOf(other)} was measured in another environment: ${differences.join(', ') || 'its fingerprint differs'}`,
      hint: 'Measure the baseline here, or compare both in one run with: perf-suite run --against <ref>',
    };
  });
}

/** Returns a doubt where a baseline is not the earlier of the two: what got slower then reads as faster. */
export function laterBaselineWarnings(run: SingleRun, baselines: readonly StoredRun[]): Warning[] {
  const startedMs = Date.parse(run.startedAt);
  const later = baselines.filter((one) => Date.parse(one.run.startedAt) > startedMs);
  if (later.length === 0) return [];
  const told = later.map((one) => `${nameOf(one)} (${one.run.startedAt})`);
  return [
    {
      code: 'later-baseline',
      message: `expected baselines older than the run that is judged (${run.startedAt}), found newer: ${listed(told, { most: 3 })}`,
      hint: 'Exchange the two where they were mixed up: what got slower reads as faster now.',
    },
  ];
}

/** Returns a doubt where the machine was busy while a baseline was measured, as the run's own load gives one. */
export function baselineLoadWarnings(baselines: readonly StoredRun[]): Warning[] {
  const busy = baselines.filter(({ run: { environment } }) => isBusy(environment));
  if (busy.length === 0) return [];
  const told = busy.map((one) => {
    const { loadAtStart, cpu } = one.run.environment;
    return `${nameOf(one)} (load ${loadAtStart.toFixed(1)} on ${counted(cpu.availableCores, 'core')})`;
  });
  return [
    {
      code: 'baseline-load',
      message: `${busy.length === 1 ? 'the baseline was' : 'baselines were'} measured under load: ${listed(told, { most: 3 })}`,
      hint: 'Its times may be too long, which hides what got slower since: measure it again on a quiet machine.',
    },
  ];
}

function nameOf({ file, run }: StoredRun): string {
  return file ?? `run ${run.id}`;
}

/** Returns a doubt where nearly all benchmarks moved alike: the machine may have, not the code. */
export function commonShiftWarnings(comparisons: readonly Comparison[], minimumEffect: number): Warning[] {
  const changes = comparisons.flatMap(({ percentiles }) => percentiles[0]?.change?.point ?? []);
  if (changes.length < FEWEST_FOR_COMMON_SHIFT) return [];
  const shift = median(changes);
  const alike = changes.filter((change) => Math.sign(change) === Math.sign(shift)).length;
  if (Math.abs(shift) < minimumEffect || alike < COMMON_SHARE * changes.length) return [];
  return [
    {
      code: 'common-shift',
      message: `${alike} of ${changes.length} benchmarks moved the same way, by ${changeText(shift)} at the median (${plainPercent(minimumEffect)} counts)`,
      hint: 'The speed of the machine may have changed rather than the code: confirm with perf-suite run --against <ref>.',
    },
  ];
}
