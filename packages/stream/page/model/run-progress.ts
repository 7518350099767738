import type { BenchmarkModel, RunModel } from './run-model.js';

export interface RunProgress {
  /** Measured share of the planned rounds of all benchmarks, 0 to 1. */
  readonly shareRatio: number;
  readonly measuredCount: number;
  readonly plannedCount: number;
  /** Expected time to the end; null while there is nothing to judge it by, and after the end. */
  readonly remainingMs: number | null;
}

/**
 * Returns how far the run is. Benchmarks that are decided early leave the plan, so the share only
 * jumps forward. The time left assumes that the rest goes as fast as what was measured, and ends with the budget.
 */
export function runProgress(run: RunModel, elapsedMs: number): RunProgress {
  const plannedRounds = run.started?.plannedRounds ?? 0;
  let measuredCount = 0;
  let plannedCount = 0;
  for (const benchmark of run.benchmarks) {
    // Rounds are counted by number, since a watcher who came late only knows the newest.
    const measured = (benchmark.rounds.at(-1)?.round ?? -1) + 1;
    measuredCount += measured;
    plannedCount += isOver(benchmark) ? measured : Math.max(plannedRounds, measured);
  }
  if (run.phase === 'finished') return { shareRatio: 1, measuredCount, plannedCount, remainingMs: null };
  const shareRatio = plannedCount === 0 ? 0 : measuredCount / plannedCount;
  const spentMs = elapsedMs - (run.measuringSinceMs ?? elapsedMs);
  const budgetLeftMs = (run.started?.budgetMs ?? Number.POSITIVE_INFINITY) - elapsedMs;
  const atThisPaceMs = (spentMs / measuredCount) * (plannedCount - measuredCount);
  const remainingMs = measuredCount === 0 ? null : Math.max(0, Math.min(atThisPaceMs, budgetLeftMs));
  return { shareRatio, measuredCount, plannedCount, remainingMs };
}

function isOver(benchmark: BenchmarkModel): boolean {
  return benchmark.state === 'finished' || benchmark.state === 'failed' || benchmark.comparison === 'decided';
}
