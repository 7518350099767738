import type { SiteRow } from '../../src/site/site-data.js';

/** What the overview's rows can be sorted by; `cost` is what costs most, open changes before all else. */
export const SORT_KEYS = ['cost', 'name', 'now', '7', '30', '90'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** What to show only: rows with open changes, or that are surely slower or faster than before. */
export const KINDS = ['open', 'slower', 'faster'] as const;
export type RowKind = (typeof KINDS)[number];

export interface OverviewChoice {
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly words: string;
  readonly kind: RowKind | null;
}

export const DEFAULT_CHOICE: OverviewChoice = { sort: 'cost', descending: false, words: '', kind: null };

/** Returns the rows that a choice leaves, in its order. */
export function chosenRows(rows: readonly SiteRow[], choice: OverviewChoice): SiteRow[] {
  const isNamed = matcher(choice.words);
  const { kind } = choice;
  const chosen = rows.filter((row) => isNamed(row.benchmark) && (kind === null || isKind(row, kind)));
  const sorted = chosen.sort((a, b) => compare(a, b, choice.sort) || (a.benchmark < b.benchmark ? -1 : 1));
  return choice.descending ? sorted.reverse() : sorted;
}

export function isKind({ open, changes }: SiteRow, kind: RowKind): boolean {
  switch (kind) {
    case 'open':
      return open.length > 0;
    case 'slower':
      return changes.some((change) => change !== null && change[1] > 0);
    case 'faster':
      return changes.some((change) => change !== null && change[2] < 0);
  }
}

/** Returns whether a text has all the words, in any order. */
export function matcher(words: string): (text: string) => boolean {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return (text) => {
    const lower = text.toLowerCase();
    return wanted.every((word) => lower.includes(word));
  };
}

function compare(a: SiteRow, b: SiteRow, key: SortKey): number {
  switch (key) {
    case 'cost':
      return openRank(b) - openRank(a) || b.cost - a.cost;
    case 'name':
      return 0;
    case 'now':
      return b.now - a.now;
    default: {
      const place = { '7': 0, '30': 1, '90': 2 }[key];
      return (b.changes[place]?.[0] ?? -1) - (a.changes[place]?.[0] ?? -1);
    }
  }
}

/** Slowdowns that nobody has looked at come first, then other open changes. */
function openRank({ open }: SiteRow): number {
  const isOpen = (sign: number) =>
    open.some(({ state, ratio, kind }) => {
      const isLevel = kind === 'step' || kind === 'creep';
      return state === 'open' && isLevel && Math.sign(ratio[0]) === sign;
    });
  if (isOpen(1)) return 2;
  return open.length > 0 ? 1 : 0;
}
