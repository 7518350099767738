import {
  type FailOn,
  type MinimumEffect,
  PERCENTILES,
  type PercentileName,
  type RunFile,
} from '@perf-suite/schema';

/** An earlier run to judge against, and the file it was read from (null when it was not). */
export interface BaselineRun {
  readonly run: RunFile;
  readonly file: string | null;
}

/** What decides a verdict besides the measurements. By default all of it is the run's own. */
export interface DecisionOptions {
  /** A benchmark's own minimum effect wins. */
  readonly minimumEffect?: MinimumEffect;
  /** The smallest change of what a call allocates that counts, as a ratio. */
  readonly minimumAllocationEffect?: number;
  /** The smallest change of the share of failed requests that counts. */
  readonly minimumErrorEffect?: number;
  /** The percentiles that decide a benchmark's verdict; the others only warn. */
  readonly gating?: readonly PercentileName[];
  /** The verdicts that make the gate fail. */
  readonly failOn?: readonly FailOn[];
  /** Seed of the sign flips. */
  readonly seed?: number;
}

export interface JudgeOptions extends DecisionOptions {
  /** Earlier runs; none for a paired run, which carries its own baseline. */
  readonly baselines: readonly BaselineRun[];
  /** ISO 8601 instant in UTC that the report bears. */
  readonly createdAt: string;
  /** Where the run was read from, for the report; null when it was not. */
  readonly runFile: string | null;
}

export const CONFIDENCE = 0.95;
/** The chance of any false regression over the whole suite, all gating percentiles and failed requests; improvements have their own. */
export const ALPHA = 0.01;
/** A round with fewer samples than this says nothing about p95: five values decide it. */
export const FEWEST_SAMPLES_FOR_P95 = 100;
/** What to do where a round has fewer. */
export const FEW_SAMPLES_HINT =
  'Measure longer in each round with --time. For calls of tenths of a second, p50 alone is enough.';

/** Returns the percentile that decides how long a benchmark is measured, and what it is called where nothing is found. */
export function leadOf(gating: readonly PercentileName[]): PercentileName {
  return gating.includes('p50') ? 'p50' : 'p95';
}

/** The part of the error for failed requests where earlier runs are the evidence. */
export const STORED_ERRORS_SHARE = 0.2;
/** Of what is left for times: p95's part where both percentiles gate. */
const STORED_P95_SHARE = 0.2;

/** Returns a percentile's part of the error against earlier runs: all of it, unless it is shared. */
export function alphaShareOf(
  percentile: PercentileName,
  { gating, hasRequests }: { readonly gating: readonly PercentileName[]; readonly hasRequests: boolean },
): number {
  const ofTimes = hasRequests ? 1 - STORED_ERRORS_SHARE : 1;
  const shared = PERCENTILES.every((name) => gating.includes(name));
  if (!shared) return ofTimes;
  return ofTimes * (percentile === 'p95' ? STORED_P95_SHARE : 1 - STORED_P95_SHARE);
}
