import type { HistoryPoint, Series, SeriesKey } from '@perf-suite/history';
import type { PercentileName } from '@perf-suite/schema';
import { picked } from './picked.js';
import { errorOfRounds, medianOfRounds } from './round-statistics.js';

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
          p50: columnOf(indices, points.p50),
          p95: columnOf(indices, points.p95),
        },
      };
    });
    const { project, environment, branch } = first;
    return { project, environment, branch, runs, benchmarks };
  }
}

/** By point of a series, each as in {@link Column}, but NaN where there is none. */
export type PointColumns = Readonly<Record<PercentileName, Omit<Column, 'runs'>>>;

/** Returns what analysis needs of each point of a series, in their order. */
export function pointColumns({ points, better }: Pick<Series, 'points' | 'better'>): PointColumns {
  const columns = { p50: emptyColumn(points.length), p95: emptyColumn(points.length) };
  points.forEach((point, i) => {
    putValues(columns.p50, i, better, point.roundP50, point.p50);
    // Where rounds have too few samples for p95, all samples together do not have enough either.
    putValues(columns.p95, i, better, point.roundP95, point.evidence === 'summary' ? point.p95 : null);
  });
  return columns;
}

function emptyColumn(length: number): Omit<Column, 'runs'> {
  return {
    logs: new Float64Array(length),
    errors: new Float64Array(length),
  };
}

/** Puts in a run's value: that of its rounds where they are known, else the summary. */
function putValues(
  { logs, errors }: Omit<Column, 'runs'>,
  index: number,
  better: Series['better'],
  rounds: readonly number[],
  summary: number | null,
): void {
  const sign = better === 'lower' ? 1 : -1;
  logs[index] = sign * logOf(rounds.length > 0 ? medianOfRounds(rounds) : summary);
  errors[index] = errorOfRounds(rounds);
}

/** Returns NaN where there is no logarithm. */
function logOf(value: number | null): number {
  return value !== null && value > 0 ? Math.log(value) : Number.NaN;
}

/** Returns the points that have a value, in the order of their runs; null where none has. */
function columnOf(indices: readonly number[], { logs, errors }: Omit<Column, 'runs'>): Column | null {
  const kept: number[] = [];
  for (let i = 0; i < logs.length; i++) if (Number.isFinite(logs[i])) kept.push(i);
  kept.sort((a, b) => (indices[a] as number) - (indices[b] as number));
  if (kept.length === 0) return null;
  const runs = Int32Array.from(kept, (i) => indices[i] as number);
  return { runs, logs: picked(logs, kept), errors: picked(errors, kept) };
}
