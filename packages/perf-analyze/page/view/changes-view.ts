import { formatCount } from '@perf-suite/page-parts/format-values';
import { element, setText } from '@perf-suite/page-parts/view/element';
import { FilterField } from '@perf-suite/page-parts/view/filter-field';
import type { ChangesData, SiteChange, SiteData } from '../../src/site/site-data.js';
import { matcher } from '../model/overview-choice.js';
import { benchmarkHash, type ChangeState, type Route, STATES } from '../route.js';
import { benchmarkName } from './benchmark-name.js';
import { changeItem } from './change-item.js';

type ChangesRoute = Extract<Route, { view: 'changes' }>;

const ROWS_AT_FIRST = 200;
const STATE_TONES: Readonly<Record<ChangeState, string>> = {
  open: 'regressed',
  acknowledged: 'inconclusive',
  intended: 'unchanged',
  fixed: 'improved',
};

/** All change points of an environment and what became of them: open ones first, then the newest. */
export class ChangesView {
  readonly root: HTMLElement;
  readonly #onRoute: (route: ChangesRoute) => void;
  readonly #links: SiteData['links'];
  readonly #heading = element('h1', { tabindex: -1 }, 'Changes');
  readonly #filter: FilterField;
  readonly #chips = element('div', { class: 'chips', role: 'group', 'aria-label': 'Show only one state' });
  readonly #count = element('p', { class: 'shown-count', role: 'status' });
  readonly #list = element('ul', { class: 'change-list' });
  readonly #empty = element('p', { class: 'empty', hidden: true }, 'No changes here.');
  readonly #more: HTMLButtonElement;
  #route: ChangesRoute = { view: 'changes', folder: '', state: null, words: '', opened: null };
  #showAll = false;

  constructor(links: SiteData['links'], onRoute: (route: ChangesRoute) => void) {
    this.#links = links;
    this.#onRoute = onRoute;
    this.#filter = new FilterField('changes by benchmark or commit', (words) =>
      this.#onRoute({ ...this.#route, words }),
    );
    this.#more = element('button', { type: 'button', class: 'more', hidden: true });
    this.#more.addEventListener('click', () => {
      this.#showAll = true;
      this.#onRoute(this.#route);
    });
    this.root = element(
      'section',
      { class: 'changes', 'aria-label': 'Changes' },
      element(
        'div',
        { class: 'page-title' },
        this.#heading,
        element(
          'p',
          { class: 'subtitle' },
          'Where the level of a benchmark changed. Advice, not a verdict: pairs confirm it.',
        ),
      ),
      element('div', { class: 'toolbar' }, this.#filter.root, this.#chips, this.#count),
      this.#list,
      this.#empty,
      this.#more,
    );
  }

  focusFilter(): void {
    this.#filter.focus();
  }

  focusHeading(): void {
    this.#heading.focus({ preventScroll: true });
  }

  show({ changes }: ChangesData, route: ChangesRoute): void {
    this.#route = route;
    this.#filter.show(route.words);
    this.#showChips(changes);
    const isNamed = matcher(route.words);
    const chosen = changes
      .filter(({ state }) => route.state === null || state === route.state)
      .filter(({ benchmark, commits, what, id }) => isNamed(`${benchmark} ${commits} ${what} ${id}`))
      .sort((a, b) => rankOf(a) - rankOf(b) || b.at - a.at);
    // The one that a link leads to is there whatever the number.
    const most = this.#showAll ? chosen.length : ROWS_AT_FIRST;
    const shown = chosen.filter(({ id }, i) => i < most || id === route.opened);
    this.#list.replaceChildren(...shown.map((change) => this.#item(change)));
    this.#empty.hidden = chosen.length > 0;
    setText(
      this.#count,
      chosen.length === changes.length
        ? `${formatCount(changes.length)} ${changes.length === 1 ? 'change' : 'changes'}`
        : `${formatCount(chosen.length)} of ${formatCount(changes.length)}`,
    );
    this.#more.hidden = shown.length === chosen.length;
    setText(this.#more, `Show all ${formatCount(chosen.length)}`);
    const opened = [...this.#list.children].find(
      (item) => route.opened !== null && item.getAttribute('data-change') === route.opened,
    );
    opened?.scrollIntoView({ block: 'center' });
  }

  #item(change: SiteChange): HTMLElement {
    const { folder, opened } = this.#route;
    const href = change.key === null ? null : historyHash(folder, change.key, change);
    return changeItem(change, {
      links: this.#links,
      title: benchmarkName(change.benchmark, href),
      actions: [],
      opened: change.id === opened,
    });
  }

  #showChips(changes: readonly SiteChange[]): void {
    const focused = this.#chips.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-state')
      : null;
    this.#chips.replaceChildren(
      ...STATES.map((state) => {
        const pressed = this.#route.state === state;
        const count = changes.filter((change) => change.state === state).length;
        return element(
          'button',
          {
            type: 'button',
            class: 'chip',
            'data-state': state,
            'data-verdict': STATE_TONES[state],
            'aria-pressed': String(pressed),
            on: {
              click: () => this.#onRoute({ ...this.#route, state: pressed ? null : state, opened: null }),
            },
          },
          `${formatCount(count)} ${state}`,
        );
      }),
    );
    if (focused) this.#chips.querySelector<HTMLElement>(`[data-state="${focused}"]`)?.focus();
  }
}

/** Returns the hash of a benchmark's history, with the first run of a change picked. */
export function historyHash(folder: string, key: string, { percentile, at }: SiteChange): string {
  return benchmarkHash(folder, key, { percentile, zoom: null, run: at >= 0 ? at : null });
}

function rankOf({ state }: SiteChange): number {
  return STATES.indexOf(state);
}
