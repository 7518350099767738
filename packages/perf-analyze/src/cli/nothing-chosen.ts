import { listed, printable } from '@perf-suite/command-line';
import type { HistoryStore, SeriesSummary } from '@perf-suite/history';
import { closestWord, PerfError } from '@perf-suite/schema';
import type { Budget } from '../forecast/budget.js';
import type { BenchmarkColumns, EnvironmentHistory } from '../history/environment-history.js';

const MOST_NAMED = 8;

/** The flags that choose runs, as typed. */
interface ChosenRuns {
  readonly project?: string;
  readonly env?: string;
  readonly branch?: string;
  readonly since?: string;
}

/** Returns why no run is left to analyse: the first flag that nothing has, with what there is. */
export async function noRuns(store: HistoryStore, flags: ChosenRuns): Promise<PerfError> {
  let left: readonly SeriesSummary[] = await store.seriesKeys({});
  if (left.length === 0) {
    return new PerfError('no-match', 'expected runs to analyse, found none', {
      hint: 'perf-history add takes runs in, and perf-history import those of other tools.',
    });
  }
  const chosen = [
    ['--project', flags.project, (one: SeriesSummary) => one.project],
    ['--env', flags.env, (one: SeriesSummary) => one.environment],
    ['--branch', flags.branch, (one: SeriesSummary) => one.branch ?? '-'],
  ] as const;
  for (const [flag, wanted, nameOf] of chosen) {
    if (wanted === undefined) continue;
    const there = [...new Set(left.map(nameOf))];
    left = left.filter((one) => nameOf(one) === wanted);
    if (left.length === 0) return unknownName(flag, wanted, there);
  }
  const newest = new Date(Math.max(...left.map(({ lastMs }) => lastMs))).toISOString().slice(0, 10);
  return new PerfError(
    'no-match',
    `--since: expected runs of the last ${flags.since ?? '-'}, found the newest of ${newest}`,
    { hint: 'Name a longer time, such as --since 365d.' },
  );
}

function unknownName(flag: string, wanted: string, there: readonly string[]): PerfError {
  const meant = closestWord(wanted, there);
  return new PerfError(
    'no-match',
    `${flag}: expected ${listed(there.map(printable), { most: MOST_NAMED })}, found ${JSON.stringify(wanted)}`,
    meant === null ? {} : { hint: `Did you mean ${printable(meant)}?` },
  );
}

/** @throws {PerfError} `no-match` for a `--filter` that no benchmark matches */
export function expectMatch(
  histories: readonly EnvironmentHistory[],
  { filter }: { readonly filter?: string },
  isShown: (benchmark: string) => boolean,
): void {
  const benchmarks = histories.flatMap((history) => history.benchmarks.map(({ benchmark }) => benchmark));
  if (filter === undefined || benchmarks.some(isShown)) return;
  throw new PerfError(
    'no-match',
    `--filter: expected a regular expression that matches a benchmark, found ${JSON.stringify(filter)}`,
    { hint: `There are ${listed([...new Set(benchmarks)].map(printable), { most: MOST_NAMED })}.` },
  );
}

/** Returns why a budget is about none of some benchmarks: what their values are, and what to write. */
export function noneInBudget(
  benchmarks: readonly BenchmarkColumns[],
  { percentile, unit, better }: Budget,
  flag: string,
): PerfError {
  const ofUnit = benchmarks.filter((one) => one.unit === unit);
  const units = [...new Set(benchmarks.map((one) => printable(one.unit)))];
  if (ofUnit.length === 0) {
    return new PerfError('no-match', `${flag}: expected values in ${listed(units)}, found ${unit}`, {
      hint: 'perf-history list --benchmarks shows the units; ns may be written as us, ms and s.',
    });
  }
  if (ofUnit.every((one) => one.better !== better)) {
    const [expected, found] = better === 'lower' ? ['>=', '<='] : ['<=', '>='];
    return new PerfError(
      'no-match',
      `${flag}: expected ${expected}, as ${better === 'lower' ? 'higher' : 'lower'} values in ${unit} are better, found ${found}`,
    );
  }
  return new PerfError('no-match', `${flag}: expected values with ${percentile}, found none`, {
    hint: 'What other tools write often holds one value for each run, which is kept as p50.',
  });
}
