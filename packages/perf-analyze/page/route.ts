import type { Percentile } from './model/benchmark-history.js';
import { DEFAULT_CHOICE, KINDS, type OverviewChoice, SORT_KEYS } from './model/overview-choice.js';

export const STATES = ['open', 'acknowledged', 'intended', 'fixed'] as const;
export type ChangeState = (typeof STATES)[number];

/** What of a benchmark's history is shown. */
export interface HistoryLook {
  readonly percentile: Percentile;
  /** Places; null shows all. */
  readonly zoom: readonly [number, number] | null;
  /** Number of the run that is picked. */
  readonly run: number | null;
}

/** Where the pages are, as their address says after the #. An environment of null is the first. */
export type Route =
  | { readonly view: 'overview'; readonly folder: string | null; readonly choice: OverviewChoice }
  | { readonly view: 'benchmark'; readonly folder: string; readonly key: string; readonly look: HistoryLook }
  | {
      readonly view: 'changes';
      readonly folder: string;
      readonly state: ChangeState | null;
      readonly words: string;
      /** The id of a change to show opened. */
      readonly opened: string | null;
    }
  | {
      readonly view: 'compare';
      readonly folder: string;
      /** Texts that name runs: a commit, a run, a date. */
      readonly before: string;
      readonly after: string;
      readonly percentile: Percentile;
      readonly words: string;
    };

/** Returns the route of an address's hash; anything unknown is the overview. */
export function parseHash(hash: string): Route {
  const [, path = '', query = ''] = /^#?\/?([^?]*)\??(.*)$/s.exec(hash) ?? [];
  const parameters = new URLSearchParams(query);
  const [folder = '', view = '', key = ''] = path.split('/').map(decoded);
  const words = parameters.get('q') ?? '';
  const percentile = parameters.get('p') === 'p95' ? 'p95' : 'p50';
  if (folder !== '' && view === 'benchmark' && key !== '') {
    return {
      view,
      folder,
      key,
      look: { percentile, zoom: zoomOf(parameters), run: wholeOf(parameters.get('run')) },
    };
  }
  if (folder !== '' && view === 'changes') {
    const state = STATES.find((known) => known === parameters.get('state')) ?? null;
    return { view, folder, state, words, opened: parameters.get('id') };
  }
  if (folder !== '' && view === 'compare') {
    const [before, after] = [parameters.get('before') ?? '', parameters.get('after') ?? ''];
    return { view, folder, before, after, percentile, words };
  }
  return {
    view: 'overview',
    folder: folder === '' ? null : folder,
    choice: {
      sort: SORT_KEYS.find((known) => known === parameters.get('sort')) ?? DEFAULT_CHOICE.sort,
      descending: parameters.has('desc'),
      words,
      kind: KINDS.find((known) => known === parameters.get('only')) ?? null,
    },
  };
}

/** Returns the hash that leads to a route; what is as usual is left out. */
export function hashOf(route: Route): string {
  switch (route.view) {
    case 'overview': {
      const { sort, descending, words, kind } = route.choice;
      return address([route.folder ?? ''], {
        sort: sort === DEFAULT_CHOICE.sort ? null : sort,
        desc: descending ? '1' : null,
        q: words,
        only: kind,
      });
    }
    case 'benchmark': {
      const { percentile, zoom, run } = route.look;
      return address([route.folder, route.view, route.key], {
        p: percentile === 'p50' ? null : percentile,
        from: zoom === null ? null : String(zoom[0]),
        to: zoom === null ? null : String(zoom[1]),
        run: run === null ? null : String(run),
      });
    }
    case 'changes':
      return address([route.folder, route.view], { state: route.state, q: route.words, id: route.opened });
    case 'compare':
      return address([route.folder, route.view], {
        before: route.before,
        after: route.after,
        p: route.percentile === 'p50' ? null : route.percentile,
        q: route.words,
      });
  }
}

export const WHOLE_HISTORY: HistoryLook = { percentile: 'p50', zoom: null, run: null };

export function benchmarkHash(folder: string, key: string, look: HistoryLook = WHOLE_HISTORY): string {
  return hashOf({ view: 'benchmark', folder, key, look });
}

export function compareHash(
  folder: string,
  named: { readonly before: string; readonly after: string; readonly percentile?: Percentile },
): string {
  const { before, after, percentile = 'p50' } = named;
  return hashOf({ view: 'compare', folder, before, after, percentile, words: '' });
}

export function changesHash(folder: string, opened: string | null = null): string {
  return hashOf({ view: 'changes', folder, state: null, words: '', opened });
}

function address(path: readonly string[], query: Readonly<Record<string, string | null>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== '') parameters.set(name, value);
  }
  const text = parameters.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
}

function zoomOf(parameters: URLSearchParams): HistoryLook['zoom'] {
  const [from, to] = [wholeOf(parameters.get('from')), wholeOf(parameters.get('to'))];
  return from !== null && to !== null && from < to ? [from, to] : null;
}

function wholeOf(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
