import { createHash } from 'node:crypto';
import type { ChangeEntry } from '@perf-suite/history';
import type { Change } from '../changes/change.js';
import type { EnvironmentHistory, RunInfo } from '../history/environment-history.js';

/** What analysis itself says of entries that it closes; it takes them back when data say otherwise. */
const NOT_SEEN = 'no longer seen: later runs do not bear it out';
const BACK_SINCE = 'back since ';
/** Runs by which a change may move when more data come. */
const NEAR = 10;
/** A change that a later one takes back to this share is fixed. */
const MOST_LEFT = 0.3;

/** Returns whether later runs bear a change out: one that they do not was noise. */
export function isBorneOut({ state, note }: ChangeEntry): boolean {
  return state !== 'fixed' || note !== NOT_SEEN;
}

/** Returns whether a person opened a change again: then only a person closes it. */
export function isReopened({ state, note }: Pick<ChangeEntry, 'state' | 'note'>): boolean {
  return state === 'open' && note !== null;
}

/** The entries of one environment after an analysis. */
export interface UpdatedEntries {
  /** All, oldest first. */
  readonly entries: readonly ChangeEntry[];
  /** Those that are new or differ from what was known. */
  readonly changed: readonly ChangeEntry[];
}

/**
 * Returns the life cycle's entries: a change that is found again keeps its entry, with what people said
 * of it, wherever more data have moved it; a new one opens one; one that later runs took back is fixed.
 * @param known the entries of this environment and branch
 */
export function updateEntries(
  history: EnvironmentHistory,
  found: readonly Change[],
  known: readonly ChangeEntry[],
  nowMs: number,
): UpdatedEntries {
  const indexOf = new Map(history.runs.map(({ id }, i) => [id, i]));
  const left = new Set(known);
  const matched = found.map((change) => {
    const before = bestMatch(change, [...left], indexOf);
    if (before !== null) left.delete(before);
    return entryOf(history, change, before, nowMs);
  });
  const gone = [...left].map((entry) => notFoundAgain(entry, indexOf));
  const entries = withFixed([...matched, ...gone], indexOf);
  const place = (entry: ChangeEntry): number => indexOf.get(entry.atRun) ?? -1;
  entries.sort((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
  const byId = new Map(known.map((entry) => [entry.id, JSON.stringify(entry)]));
  return { entries, changed: entries.filter((entry) => byId.get(entry.id) !== JSON.stringify(entry)) };
}

function bestMatch(
  change: Change,
  known: readonly ChangeEntry[],
  indexOf: ReadonlyMap<string, number>,
): ChangeEntry | null {
  let best: ChangeEntry | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (const entry of known) {
    if (entry.benchmark !== change.benchmark || entry.percentile !== change.percentile) continue;
    if (entry.unit !== undefined && entry.unit !== change.unit) continue;
    if (familyOf(entry.kind) !== familyOf(change.kind)) continue;
    if (Math.sign(entry.ratio.point) !== Math.sign(change.ratio.point)) continue;
    const from = indexOf.get(entry.afterRun);
    const to = indexOf.get(entry.atRun);
    if (from === undefined || to === undefined) continue;
    if (to < change.surelyAfterRun - NEAR || from > change.surelyAtRun + NEAR) continue;
    const distance = Math.abs(to - change.atRun);
    if (distance < nearest) [best, nearest] = [entry, distance];
  }
  return best;
}

/** With more data, a creep may turn out to be a step, and a step two modes. */
function familyOf(kind: ChangeEntry['kind']): string {
  return kind === 'noise' || kind === 'machine' ? kind : 'level';
}

function entryOf(
  history: EnvironmentHistory,
  change: Change,
  before: ChangeEntry | null,
  nowMs: number,
): ChangeEntry {
  const { project, environment, branch, runs } = history;
  const after = runs[change.afterRun] as RunInfo;
  const at = runs[change.atRun] as RunInfo;
  const { benchmark, unit, percentile, kind, ratio, pValue } = change;
  const columns = history.benchmarks.find((one) => one.benchmark === benchmark && one.unit === unit);
  const key = [project, environment, branch, benchmark, percentile, familyOf(kind), at.id];
  if (columns !== undefined) key.push(unit);
  return {
    id: before?.id ?? createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 10),
    project,
    benchmark,
    environment,
    branch,
    ...(columns !== undefined && { unit, better: columns.better }),
    percentile,
    kind,
    ratio,
    afterRun: after.id,
    atRun: at.id,
    afterCommit: after.commit,
    atCommit: at.commit,
    firstSeenMs: before?.firstSeenMs ?? nowMs,
    pValue,
    ...(before === null || isClosedByAnalysis(before)
      ? { state: 'open', note: null }
      : { state: before.state, note: before.note }),
    confirmed: before?.confirmed ?? null,
  };
}

function isClosedByAnalysis({ state, note }: ChangeEntry): boolean {
  return state === 'fixed' && (note === NOT_SEEN || note?.startsWith(BACK_SINCE) === true);
}

/** What more data no longer show was nothing, unless pairs confirmed it; what they no longer reach stays as it was. */
function notFoundAgain(entry: ChangeEntry, indexOf: ReadonlyMap<string, number>): ChangeEntry {
  const isLeftToAnalysis = entry.state === 'open' && !isReopened(entry) && entry.confirmed === null;
  return isLeftToAnalysis && indexOf.has(entry.atRun) ? { ...entry, state: 'fixed', note: NOT_SEEN } : entry;
}

/** Open changes that a later one in the other direction takes back are fixed. */
function withFixed(entries: readonly ChangeEntry[], indexOf: ReadonlyMap<string, number>): ChangeEntry[] {
  return entries.map((entry) => {
    if (entry.state !== 'open' && entry.state !== 'acknowledged') return entry;
    if (entry.kind === 'machine' || isReopened(entry)) return entry;
    const at = indexOf.get(entry.atRun) ?? Number.POSITIVE_INFINITY;
    const back = entries.find((other) => isBackFrom(entry, other) && (indexOf.get(other.atRun) ?? -1) > at);
    return back === undefined
      ? entry
      : { ...entry, state: 'fixed', note: entry.note ?? `${BACK_SINCE}${back.atCommit ?? back.atRun}` };
  });
}

function isBackFrom(entry: ChangeEntry, other: ChangeEntry): boolean {
  if (other.benchmark !== entry.benchmark || other.unit !== entry.unit) return false;
  if (other.percentile !== entry.percentile) return false;
  if (familyOf(other.kind) !== familyOf(entry.kind)) return false;
  const left = Math.log1p(entry.ratio.point) + Math.log1p(other.ratio.point);
  return Math.abs(left) <= MOST_LEFT * Math.abs(Math.log1p(entry.ratio.point));
}
