import type { PercentileName, RunFile } from '@perf-suite/schema';
import type { MinimumEffect } from './minimum-effect.js';

/** An earlier run to judge against, and the file it was read from (null when it was not). */
export interface BaselineRun {
  readonly run: RunFile;
  readonly file: string | null;
}

/** What decides a verdict besides the measurements. */
export interface DecisionOptions {
  /** Default 2.5 % at p50 and 5 % at p95. A benchmark's own minimum effect wins. */
  readonly minimumEffect?: MinimumEffect;
  /** The percentiles that decide a benchmark's verdict; the others only warn. Default p50. */
  readonly gating?: readonly PercentileName[];
  /** Seed of the sign flips. Default: the run's own, so that the same file gives the same verdict. */
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

export const PERCENTILES: readonly PercentileName[] = ['p50', 'p95'];
export const DEFAULT_GATING: readonly PercentileName[] = ['p50'];
export const CONFIDENCE = 0.95;
/** The chance of any false regression over the whole suite, at one percentile; improvements have their own. */
export const ALPHA = 0.01;
/** A round with fewer samples than this says nothing about p95: five values decide it. */
export const FEWEST_SAMPLES_FOR_P95 = 100;
