import { VERDICTS } from '@perf-suite/schema';
import { DEFAULT_CHOICE, type OverviewChoice, SORT_KEYS, type SortKey } from './model/overview-rows.js';

/** Where the page is, as its address says after the #. */
export type Route =
  | { readonly view: 'overview'; readonly choice: OverviewChoice }
  | { readonly view: 'benchmark'; readonly id: string };

/** Returns the route of an address's hash; anything unknown is the overview. */
export function parseHash(hash: string): Route {
  const benchmark = /^#\/benchmark\/(.+)$/.exec(hash)?.[1];
  if (benchmark !== undefined) {
    const id = decoded(benchmark);
    if (id !== null) return { view: 'benchmark', id };
  }
  const parameters = new URLSearchParams(/^#\/?\?(.*)$/.exec(hash)?.[1] ?? '');
  const sort = parameters.get('sort');
  const verdict = parameters.get('verdict');
  return {
    view: 'overview',
    choice: {
      sort: SORT_KEYS.find((key) => key === sort) ?? DEFAULT_CHOICE.sort,
      descending: parameters.has('desc'),
      words: parameters.get('q') ?? '',
      verdict: VERDICTS.find((known) => known === verdict) ?? null,
    },
  };
}

/** Returns the hash that leads to a benchmark. */
export function benchmarkHash(id: string): string {
  return `#/benchmark/${encodeURIComponent(id)}`;
}

/** Returns the hash that leads to the overview with a choice. */
export function overviewHash(choice: OverviewChoice): string {
  const parameters = new URLSearchParams();
  const sort: SortKey = choice.sort;
  if (sort !== DEFAULT_CHOICE.sort) parameters.set('sort', sort);
  if (choice.descending) parameters.set('desc', '1');
  if (choice.words !== '') parameters.set('q', choice.words);
  if (choice.verdict !== null) parameters.set('verdict', choice.verdict);
  const query = parameters.toString();
  return query === '' ? '#/' : `#/?${query}`;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
