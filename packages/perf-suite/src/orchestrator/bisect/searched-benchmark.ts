import { closestWord, type PercentileName, PerfError } from '@perf-suite/schema';
import { escapeRegExp } from '../escape-reg-exp.js';
import { type Comparison, isMeasured } from './comparison.js';
import type { MeasuredBenchmark } from './measure-pair.js';

/** The benchmark whose slowdown is searched. */
export interface SearchedBenchmark {
  readonly id: string;
  readonly fileId: string;
  /** Its name with its groups. */
  readonly title: string;
  /** The one whose slowdown is searched. */
  readonly percentile: PercentileName;
  readonly minimumEffect: number;
  /** Titles of others that are slower as well, and were not searched. */
  readonly alsoSlower: readonly string[];
  /** Others that the two ends could not be compared by. */
  readonly notCompared: readonly { readonly title: string; readonly reason: string }[];
  /** How many benchmarks the two ends were compared by. */
  readonly outOf: number;
}

/** Returns the filter for a benchmark's id. */
export function onlyId(id: string): RegExp {
  return new RegExp(`^${escapeRegExp(id)}$`);
}

/** Returns the filters for the name of a benchmark, in the order to be tried: the whole name, or a part of it. */
export function filtersFor(asked: string): RegExp[] {
  const text = escapeRegExp(asked);
  return [new RegExp(`(^|#)${text}$`), new RegExp(text)];
}

/** @throws {PerfError} `bad-usage` where a name is that of several */
export function refuseSeveral(asked: string, ids: readonly string[]): void {
  if (ids.length < 2) return;
  throw new PerfError(
    'bad-usage',
    `bisect: expected one benchmark, found ${ids.length} with ${JSON.stringify(asked)} in their names`,
    { hint: `Name one of them: ${some(ids)}` },
  );
}

/** Returns the error that says that no benchmark has the name. */
export function nothingNamed(asked: string, ids: readonly string[]): PerfError {
  const meant = closestWord(
    asked,
    ids.flatMap((id) => [id, id.slice(id.indexOf('#') + 1)]),
  );
  return new PerfError(
    'no-match',
    `bisect: expected a benchmark of the bad commit, found none with ${JSON.stringify(asked)} in its name`,
    { hint: meant === null ? `There are ${some(ids)}` : `Did you mean ${meant}?` },
  );
}

function some(ids: readonly string[]): string {
  return `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', ...' : ''}`;
}

/**
 * Returns the benchmark to search for, of those that both ends were compared by: the one that got slower by most
 * beyond doubt, or else the one that comes nearest to that.
 * @throws {PerfError} `not-comparable` where none of them could be compared
 */
export function chooseBenchmark(measured: readonly MeasuredBenchmark[]): {
  readonly benchmark: SearchedBenchmark;
  readonly comparison: Comparison;
} {
  const sorted = measured.toSorted((a, b) => rank(b.comparison) - rank(a.comparison) || lower(b) - lower(a));
  const [chosen] = sorted;
  if (chosen === undefined || chosen.comparison.kind === 'skipped') throw notComparable(sorted);
  const { id, fileId, title, percentile, minimumEffect, comparison } = chosen;
  const others = sorted.slice(1);
  const alsoSlower = others.filter((other) => other.comparison.kind === 'slower');
  const notCompared = others.flatMap(({ title: name, comparison: { kind, ...why } }) =>
    kind === 'skipped' && 'reason' in why ? [{ title: name, reason: why.reason }] : [],
  );
  return {
    benchmark: {
      id,
      fileId,
      title,
      percentile,
      minimumEffect,
      alsoSlower: alsoSlower.map((one) => one.title),
      notCompared,
      outOf: measured.length - notCompared.length,
    },
    comparison,
  };
}

const RANKS = { slower: 4, open: 3, 'not-slower': 2, 'same-code': 1, skipped: 0 };

function rank({ kind }: Comparison): number {
  return RANKS[kind];
}

function lower({ comparison }: MeasuredBenchmark): number {
  return isMeasured(comparison) ? comparison.change.lower : 0;
}

function notComparable([first]: readonly MeasuredBenchmark[]): PerfError {
  const reason = first?.comparison.kind === 'skipped' ? first.comparison.reason : 'nothing was measured';
  return new PerfError(
    'not-comparable',
    `${first?.title ?? 'bisect'}: expected to measure it in the good and in the bad commit, found that one of them cannot: ${reason}`,
    {
      hint: 'Name a good commit that is new enough to run it, or one that installs and builds; --base-setup says how, if not by the lockfile.',
    },
  );
}
