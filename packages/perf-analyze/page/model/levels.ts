import type { SiteChange } from '../../src/site/site-data.js';
import { type HistoryColumn, type Percentile, placeFrom, runAt } from './benchmark-history.js';
import type { RunTable } from './run-table.js';

/** A stretch of a history between two changes, by place, `to` not in it. */
export interface Level {
  readonly from: number;
  readonly to: number;
  /** Its median; of a creep, where it begins and where it ends. */
  readonly start: number;
  readonly end: number;
}

/** Runs that show where a creep begins and ends. */
const CREEP_RUNS = 10;

/** Returns the changes that a percentile's chart shows: its own, and those of the machine, that later runs bear out. */
export function changesShown(changes: readonly SiteChange[], percentile: Percentile): SiteChange[] {
  return changes.filter(
    (change) =>
      change.borneOut && change.at >= 0 && (change.percentile === percentile || change.kind === 'machine'),
  );
}

/** Returns the levels of a history, cut where it changed and where another machine measured it. */
export function levelsOf(column: HistoryColumn, changes: readonly SiteChange[], table: RunTable): Level[] {
  const count = column.values.length;
  const creeps = changes
    .filter(({ kind, after }) => kind === 'creep' && after >= 0)
    .map(({ after, at }) => ({
      from: placeFrom(column, after),
      to: Math.min(count, placeFrom(column, at) + 1),
    }));
  const cuts = new Set([0, count]);
  for (const { kind, at } of changes) {
    if (kind === 'step' || kind === 'modes' || kind === 'machine') cuts.add(placeFrom(column, at));
  }
  for (const { from, to } of creeps) cuts.add(from).add(to);
  for (let place = 1; place < count; place++) {
    const [before, here] = [runAt(column, place - 1), runAt(column, place)];
    if (table.machineOf(before) !== table.machineOf(here)) cuts.add(place);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(1).flatMap((to, i) => {
    const from = sorted[i] as number;
    if (to <= from) return [];
    const { values } = column;
    const isCreep = creeps.some((creep) => creep.from <= from && to <= creep.to);
    if (!isCreep || to - from < 2 * CREEP_RUNS) {
      const level = median(values.subarray(from, to));
      return [{ from, to, start: level, end: level }];
    }
    const start = median(values.subarray(from, from + CREEP_RUNS));
    return [{ from, to, start, end: median(values.subarray(to - CREEP_RUNS, to)) }];
  });
}

export function median(values: Float32Array | readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
