import { formatCount } from '@perf-suite/page-parts/format-values';
import { element, setAttributes, setText } from '@perf-suite/page-parts/view/element';
import { FilterField } from '@perf-suite/page-parts/view/filter-field';
import type { OverviewData, SiteEnvironment, SiteRow } from '../../src/site/site-data.js';
import { formatValue } from '../model/format-data.js';
import {
  chosenRows,
  DEFAULT_CHOICE,
  isKind,
  KINDS,
  type OverviewChoice,
  type RowKind,
  SORT_KEYS,
  type SortKey,
} from '../model/overview-choice.js';
import { benchmarkHash, changesHash } from '../route.js';
import { benchmarkName } from './benchmark-name.js';
import { changeBadge } from './change-badge.js';
import { changeCell } from './change-cell.js';
import { sparkline } from './sparkline.js';

/** More rows than this are drawn only when asked for. */
const ROWS_AT_FIRST = 300;
const DAYS = ['7 days', '30 days', '90 days'] as const;
/** Changes named in a row; the others are counted. */
const MOST_BADGES = 2;

const COLUMNS: readonly { readonly key: SortKey | null; readonly title: string; readonly class: string }[] = [
  { key: 'name', title: 'Benchmark', class: 'name' },
  { key: null, title: '90 days', class: 'spark' },
  { key: 'now', title: 'Now (p50)', class: 'number' },
  { key: '7', title: 'Against 7 days', class: 'number' },
  { key: '30', title: '30 days', class: 'number' },
  { key: '90', title: '90 days', class: 'number' },
  { key: null, title: 'Open changes', class: 'open' },
];

const SORT_NAMES: Readonly<Record<SortKey, string>> = {
  cost: 'what costs most',
  name: 'name',
  now: 'value now',
  '7': 'change in 7 days',
  '30': 'change in 30 days',
  '90': 'change in 90 days',
};

const KIND_GLYPHS: Readonly<Record<RowKind, string>> = { open: '!', slower: '▼', faster: '▲' };
const KIND_WORDS: Readonly<Record<RowKind, string>> = {
  open: 'with open changes',
  slower: 'surely slower',
  faster: 'surely faster',
};
const KIND_TONES: Readonly<Record<RowKind, string>> = {
  open: 'inconclusive',
  slower: 'regressed',
  faster: 'improved',
};

/** All benchmarks of an environment as a table: how they do now against earlier, open changes first. */
export class Overview {
  readonly root: HTMLElement;
  readonly #onChoice: (choice: OverviewChoice) => void;
  readonly #heading = element('h1', { tabindex: -1 });
  readonly #subtitle = element('p', { class: 'subtitle' });
  readonly #machine = element('div', {});
  readonly #filter: FilterField;
  readonly #sort: HTMLSelectElement;
  readonly #chips = element('div', { class: 'chips', role: 'group', 'aria-label': 'Show only some' });
  readonly #count = element('p', { class: 'shown-count', role: 'status' });
  readonly #body = element('tbody', { role: 'rowgroup' });
  readonly #headings = new Map<SortKey, HTMLElement>();
  readonly #more: HTMLButtonElement;
  readonly #rows = new Map<SiteRow, HTMLElement>();
  #choice = DEFAULT_CHOICE;
  #showAll = false;
  #shown: readonly SiteRow[] = [];

  /** @param onChoice called when the user filters or sorts otherwise */
  constructor(onChoice: (choice: OverviewChoice) => void) {
    this.#onChoice = onChoice;
    this.#filter = new FilterField('benchmarks by name or file', (words) => this.#choose({ words }));
    this.#sort = element(
      'select',
      {
        class: 'sort-select',
        'aria-label': 'Sort by',
        on: { change: () => this.#choose({ sort: this.#sort.value as SortKey, descending: false }) },
      },
      ...SORT_KEYS.map((key) => element('option', { value: key }, `Sort: ${SORT_NAMES[key]}`)),
    );
    this.#more = element('button', { type: 'button', class: 'more', hidden: true });
    this.#more.addEventListener('click', () => {
      this.#showAll = true;
      this.#choose({});
    });
    this.root = element(
      'section',
      { class: 'overview', 'aria-label': 'Benchmarks' },
      element('div', { class: 'page-title' }, this.#heading, this.#subtitle),
      this.#machine,
      element('div', { class: 'toolbar' }, this.#filter.root, this.#chips, this.#sort, this.#count),
      element('table', { class: 'benchmarks trends', role: 'table' }, this.#head(), this.#body),
      this.#more,
    );
  }

  focusFilter(): void {
    this.#filter.focus();
  }

  focusHeading(): void {
    this.#heading.focus({ preventScroll: true });
  }

  /** Returns the keys of the benchmarks in the order shown. */
  get keys(): readonly string[] {
    return this.#shown.map(({ key }) => key);
  }

  show(
    data: OverviewData,
    context: { readonly title: string; readonly subtitle: string; readonly environment: SiteEnvironment },
    choice: OverviewChoice,
  ): void {
    const { title, subtitle, environment } = context;
    setText(this.#heading, title);
    setText(this.#subtitle, subtitle);
    this.#showChoice(choice);
    this.#showMachine(data, environment.folder);
    this.#showChips(data.rows);
    const chosen = chosenRows(data.rows, choice);
    this.#shown = chosen;
    const rows = this.#showAll ? chosen : chosen.slice(0, ROWS_AT_FIRST);
    this.#body.replaceChildren(...rows.map((row) => this.#rowOf(row, environment.folder)));
    const all = data.rows.length;
    setText(
      this.#count,
      chosen.length === all
        ? `${formatCount(all)} ${all === 1 ? 'benchmark' : 'benchmarks'}`
        : `${formatCount(chosen.length)} of ${formatCount(all)}`,
    );
    this.#more.hidden = rows.length === chosen.length;
    setText(this.#more, `Show all ${formatCount(chosen.length)}`);
  }

  #head(): HTMLElement {
    const cells = COLUMNS.map(({ key, title, class: name }) => {
      const attributes = { scope: 'col', role: 'columnheader', class: name };
      if (key === null) return element('th', attributes, title);
      const button = element('button', { type: 'button', on: { click: () => this.#sortBy(key) } }, title);
      const heading = element('th', attributes, button);
      this.#headings.set(key, heading);
      return heading;
    });
    return element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...cells));
  }

  #sortBy(key: SortKey): void {
    const { sort, descending } = this.#choice;
    if (sort !== key) this.#choose({ sort: key, descending: false });
    else if (!descending) this.#choose({ descending: true });
    else this.#choose({ sort: DEFAULT_CHOICE.sort, descending: false });
  }

  #choose(change: Partial<OverviewChoice>): void {
    this.#onChoice({ ...this.#choice, ...change });
  }

  #showChoice(choice: OverviewChoice): void {
    this.#choice = choice;
    this.#filter.show(choice.words);
    this.#sort.value = choice.sort;
    for (const [key, heading] of this.#headings) {
      const isSorted = key === choice.sort;
      // Names go up and numbers down when they are sorted first.
      const goesUp = (key === 'name') !== choice.descending;
      setAttributes(heading, { 'aria-sort': isSorted ? (goesUp ? 'ascending' : 'descending') : null });
    }
  }

  #showMachine({ machine }: OverviewData, folder: string): void {
    this.#machine.replaceChildren(
      ...machine.map((change) =>
        element(
          'p',
          { class: 'notice' },
          changeBadge(change, 'The machine changed'),
          ` ${change.size}, all benchmarks at once; `,
          element('a', { class: 'plain-link', href: changesHash(folder, change.id) }, 'see the change'),
        ),
      ),
    );
  }

  #showChips(rows: readonly SiteRow[]): void {
    const focused = this.#chips.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-kind')
      : null;
    this.#chips.replaceChildren(
      ...KINDS.map((kind) => this.#chip(kind, rows.filter((row) => isKind(row, kind)).length)),
    );
    if (focused) this.#chips.querySelector<HTMLElement>(`[data-kind="${focused}"]`)?.focus();
  }

  #chip(kind: RowKind, count: number): HTMLElement {
    const pressed = this.#choice.kind === kind;
    return element(
      'button',
      {
        type: 'button',
        class: 'chip',
        'data-kind': kind,
        'data-verdict': KIND_TONES[kind],
        'aria-pressed': String(pressed),
        on: { click: () => this.#choose({ kind: pressed ? null : kind }) },
      },
      element('span', { 'aria-hidden': 'true' }, KIND_GLYPHS[kind]),
      ` ${formatCount(count)} ${KIND_WORDS[kind]}`,
    );
  }

  #rowOf(row: SiteRow, folder: string): HTMLElement {
    const known = this.#rows.get(row);
    if (known !== undefined) return known;
    const badges = row.open.slice(0, MOST_BADGES).map((change) => changeBadge(change));
    const rest = row.open.length - badges.length;
    const created = element(
      'tr',
      { role: 'row', 'data-benchmark': row.key },
      element(
        'th',
        { scope: 'row', role: 'rowheader', class: 'name' },
        benchmarkName(row.benchmark, benchmarkHash(folder, row.key)),
      ),
      element('td', { role: 'cell', class: 'spark' }, sparkline(row.sparkline, row.unit)),
      element(
        'td',
        { role: 'cell', class: 'number now', 'data-label': 'now' },
        formatValue(row.now, row.unit),
      ),
      ...row.changes.map((change, i) => changeCell(change, row.better, DAYS[i] ?? '')),
      element('td', { role: 'cell', class: 'open' }, ...badges, rest > 0 ? ` and ${rest} more` : null),
    );
    this.#rows.set(row, created);
    return created;
  }
}
