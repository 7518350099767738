import { element } from '@perf-suite/page-parts/view/element';
import type { SiteChange, SiteData } from '../../src/site/site-data.js';
import { formatDay } from '../model/format-data.js';
import { changeBadge } from './change-badge.js';
import { rangeLink } from './external-link.js';

export interface ChangeItemOptions {
  readonly links: SiteData['links'];
  /** Names and links before the facts: of which benchmark it is. */
  readonly title: HTMLElement | null;
  /** Buttons and links. */
  readonly actions: readonly HTMLElement[];
  readonly opened: boolean;
}

/** A change point: what happened, how sure that is, what became of it, and what to run next. */
export function changeItem(change: SiteChange, options: ChangeItemOptions): HTMLElement {
  const { links, title, actions, opened } = options;
  const { state, note, borneOut, percentile, size, sureness } = change;
  const commits = rangeLink(links, {
    after: change.afterCommit,
    at: change.atCommit,
    text: change.commits,
  });
  const commands = commandsFor(change, links.storeFlag);
  return element(
    'li',
    {
      class: 'change-item',
      'data-change': change.id,
      'data-calm': state === 'fixed' || state === 'intended',
    },
    element(
      'div',
      { class: 'change-line' },
      changeBadge(change),
      title,
      element('span', { class: 'state-tag', 'data-state': state }, borneOut ? state : 'not borne out'),
      element('span', { class: 'change-day' }, formatDay(change.atMs)),
    ),
    element(
      'p',
      { class: 'change-facts' },
      `${size.startsWith(percentile) ? '' : `${percentile} `}${size}, ${sureness}; commits `,
      commits,
    ),
    note === null ? null : element('p', { class: 'change-note' }, note),
    element(
      'div',
      { class: 'change-actions' },
      ...actions,
      commands.length === 0
        ? null
        : element(
            'details',
            { open: opened },
            element('summary', {}, 'What to run'),
            ...commands.map(([what, command]) =>
              element('div', { class: 'command' }, element('span', {}, what), element('code', {}, command)),
            ),
          ),
    ),
  );
}

function commandsFor({ id, confirm, state }: SiteChange, storeFlag: string): (readonly [string, string])[] {
  if (state === 'fixed' || state === 'intended') return [];
  const short = id.slice(0, 6);
  return [
    ...(confirm === null ? [] : [['confirm it in pairs', confirm] as const]),
    ...(state === 'acknowledged'
      ? []
      : [['somebody looks after it', `perf-analyze ack ${short}${storeFlag} --note '...'`] as const]),
    ['it was made on purpose', `perf-analyze intend ${short}${storeFlag} --note '...'`],
    ['it is gone', `perf-analyze fix ${short}${storeFlag}`],
  ];
}
