import type { Objective } from './objective.js';

/** How an objective stands. */
export interface ObjectiveState {
  readonly runCount: number;
  readonly missedCount: number;
  /** Share of the runs that kept it. */
  readonly kept: number;
  /** Share of the error budget that is left: 1 all of it, below 0 broken. */
  readonly budgetLeft: number;
  /** How fast the error budget goes, in times the pace that just uses it up: over the last 30th, and the last 5th of the time. */
  readonly burnRate: { readonly fast: number | null; readonly slow: number | null };
  /** What is worth telling somebody: `page` at once, `ticket` in the working week. */
  readonly alert: 'page' | 'ticket' | null;
}

/** Runs in the objective's time, oldest first. */
export interface TimedRun {
  readonly startedAtMs: number;
  readonly missed: boolean;
}

const DAY_MS = 86_400_000;
/**
 * Paces that are worth an alert, after Google's "Site Reliability Workbook", chapter 5: 14.4 uses up 2 %
 * of a month's budget in an hour, 6 uses up 5 % in six hours. Runs are fewer than requests, so that the
 * windows are longer here: a 30th and a 5th of the time.
 */
const PAGE_RATE = 6;
const TICKET_RATE = 1.5;
/** One run that misses it is no pace. */
const FEWEST_MISSED = 2;

/** Returns how an objective stands at a time; null where no run is in its time. */
export function objectiveState(
  { target, days }: Objective,
  runs: readonly TimedRun[],
  nowMs: number,
): ObjectiveState | null {
  const within = (share: number): readonly TimedRun[] =>
    runs.filter(({ startedAtMs }) => startedAtMs <= nowMs && startedAtMs > nowMs - share * days * DAY_MS);
  const all = within(1);
  if (all.length === 0) return null;
  const missedCount = countMissed(all);
  const burn = (some: readonly TimedRun[]): number | null =>
    some.length === 0 ? null : countMissed(some) / some.length / (1 - target);
  const [fast, slow] = [within(1 / 30), within(1 / 5)];
  const burnRate = { fast: burn(fast), slow: burn(slow) };
  const isFast = (burnRate.fast ?? 0) >= PAGE_RATE && countMissed(fast) >= FEWEST_MISSED;
  const isSlow = (burnRate.slow ?? 0) >= TICKET_RATE && countMissed(slow) >= FEWEST_MISSED;
  return {
    runCount: all.length,
    missedCount,
    kept: 1 - missedCount / all.length,
    budgetLeft: 1 - missedCount / ((1 - target) * all.length),
    burnRate,
    alert: isFast ? 'page' : isSlow ? 'ticket' : null,
  };
}

function countMissed(runs: readonly TimedRun[]): number {
  return runs.filter(({ missed }) => missed).length;
}
