import type { HistoryPoint, Series, SeriesKey } from '@perf-suite/history';
import { median, quantile } from '@perf-suite/perf-guard/statistics';
import type { PercentileName } from '@perf-suite/schema';

/** One run, as far as analysis needs it. */
export interface RunInfo {
  readonly id: string;
  readonly startedAtMs: number;
  readonly commit: string | null;
  readonly fingerprint: string;
}

/** One percentile of one benchmark over the runs that have it, oldest first. */
export interface Column {
  /** Indices of {@link EnvironmentHistory.runs}, ascending. */
  readonly runs: Int32Array;
  /** ln of the value (the median over rounds where rounds are known), so that higher is always worse: negated where higher is better. */
  readonly logs: Float64Array;
  /** Standard error of each log as the run's own rounds show it; 0 where they are not known. */
  readonly errors: Float64Array;
}

export interface BenchmarkColumns {
  readonly benchmark: string;
  readonly unit: string;
  readonly better: HistoryPoint['better'];
  /** Null where no run has it. */
  readonly percentiles: Readonly<Record<PercentileName, Column | null>>;
}

/** All benchmarks of one environment on one branch: what one analysis looks at together. */
export interface EnvironmentHistory {
  readonly project: string;
  readonly environment: string;
  readonly branch: string | null;
  /** Oldest first. */
  readonly runs: readonly RunInfo[];
  readonly benchmarks: readonly BenchmarkColumns[];
}

/** Fewer rounds say nothing about their spread. */
const FEWEST_ROUNDS = 3;

/** Takes series in one after the other, and keeps of each only its columns. */
export class HistoryCollector {
  private readonly runs = new Map<string, RunInfo>();
  private readonly collected: { key: SeriesKey; ids: string[]; points: PointColumns }[] = [];

  /** Takes in a series of the environment and branch. Values that have no logarithm (0) are left out. */
  add(series: Series): void {
    const ids: string[] = [];
    for (const point of series.points) {
      ids.push(point.run);
      if (this.runs.has(point.run)) continue;
      const { run: id, startedAtMs, commit, fingerprint } = point;
      this.runs.set(id, { id, startedAtMs, commit, fingerprint });
    }
    this.collected.push({ key: series, ids, points: pointColumns(series) });
  }

  /** Returns the history so far; null where there is no run. */
  history(): EnvironmentHistory | null {
    const first = this.collected[0]?.key;
    if (first === undefined) return null;
    const runs = [...this.runs.values()].sort(
      (a, b) => a.startedAtMs - b.startedAtMs || (a.id < b.id ? -1 : 1),
    );
    const indexOf = new Map(runs.map(({ id }, i) => [id, i]));
    const benchmarks = this.collected.map(({ key, ids, points }) => {
      const indices = ids.map((id) => indexOf.get(id) as number);
      return {
        benchmark: key.benchmark,
        unit: key.unit,
        better: key.better,
        percentiles: {
          p50: columnOf(indices, points.p50, points.error50),
          p95: columnOf(indices, points.p95, points.error95),
        },
      };
    });
    const { project, environment, branch } = first;
    return { project, environment, branch, runs, benchmarks };
  }
}

interface PointColumns {
  readonly p50: Float64Array;
  readonly p95: Float64Array;
  readonly error50: Float64Array;
  readonly error95: Float64Array;
}

function pointColumns({ points, better }: Series): PointColumns {
  const sign = better === 'lower' ? 1 : -1;
  const columns = {
    p50: new Float64Array(points.length),
    p95: new Float64Array(points.length),
    error50: new Float64Array(points.length),
    error95: new Float64Array(points.length),
  };
  points.forEach((point, i) => {
    columns.p50[i] = sign * logOf(point.roundP50, point.p50);
    // Where rounds have too few samples for p95, all samples together do not have enough either.
    const summary = point.evidence === 'summary' ? point.p95 : null;
    columns.p95[i] = sign * logOf(point.roundP95, summary);
    columns.error50[i] = errorOf(point.roundP50);
    columns.error95[i] = errorOf(point.roundP95);
  });
  return columns;
}

/** Returns the log of a run's value: the median over its rounds where they are known, else the summary; NaN for none. */
function logOf(rounds: readonly number[], summary: number | null): number {
  const value = rounds.length > 0 ? median(rounds) : summary;
  return value !== null && value > 0 ? Math.log(value) : Number.NaN;
}

/**
 * Returns the standard error of the log of the rounds' median: 1.25 deviations / sqrt(rounds), with the
 * interquartile range as the deviation, because some rounds of a run on a busy machine are wild.
 */
function errorOf(rounds: readonly number[]): number {
  if (rounds.length < FEWEST_ROUNDS) return 0;
  const range = Math.log(quantile(rounds, 0.75) / quantile(rounds, 0.25));
  return Number.isFinite(range) ? (1.25 * range) / Math.sqrt(rounds.length) : 0;
}

function columnOf(indices: readonly number[], logs: Float64Array, errors: Float64Array): Column | null {
  const kept = [...logs.keys()]
    .filter((i) => Number.isFinite(logs[i]))
    .sort((a, b) => (indices[a] as number) - (indices[b] as number));
  if (kept.length === 0) return null;
  return {
    runs: Int32Array.from(kept, (i) => indices[i] as number),
    logs: Float64Array.from(kept, (i) => logs[i] as number),
    errors: Float64Array.from(kept, (i) => errors[i] as number),
  };
}
