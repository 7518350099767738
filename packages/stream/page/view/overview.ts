import { element, setAttributes, setText } from '@perf-suite/page-parts/view/element';
import { FilterField } from '@perf-suite/page-parts/view/filter-field';
import type { Verdict } from '@perf-suite/schema';
import {
  chosenRows,
  DEFAULT_CHOICE,
  type OverviewChoice,
  SORT_KEYS,
  type SortKey,
  verdictCounts,
} from '../model/overview-rows.js';
import type { BenchmarkModel, RunModel } from '../model/run-model.js';
import { BenchmarkRow } from './benchmark-row.js';
import { sharedReach } from './speedup-interval.js';
import { verdictGlyph } from './verdict-badge.js';

/** More rows than this are drawn only when asked for: nobody reads ten thousand at once. */
const ROWS_AT_FIRST = 300;

interface Column {
  readonly key: SortKey | null;
  readonly title: string;
  readonly class: string;
}

const COLUMNS: readonly Column[] = [
  { key: 'name', title: 'Benchmark', class: 'name' },
  { key: null, title: 'Rounds', class: 'state' },
  { key: null, title: 'Distribution', class: 'distribution' },
  { key: 'p50', title: 'p50', class: 'number' },
  { key: 'p95', title: 'p95', class: 'number' },
  { key: 'spread', title: 'Spread', class: 'number' },
  { key: null, title: 'slower · 1 · faster', class: 'interval-cell' },
  { key: 'speedup', title: 'Change', class: 'change' },
  { key: 'verdict', title: 'Verdict', class: 'verdict' },
];

/** All benchmarks of the run as a table: filtered, sorted, each leading to its own view. */
export class Overview {
  readonly #onChoice: (choice: OverviewChoice) => void;
  readonly #rows = new Map<number, BenchmarkRow>();
  readonly #headings = new Map<SortKey, HTMLElement>();
  readonly #body = element('tbody', { role: 'rowgroup' });
  readonly #filter: FilterField;
  readonly #sort: HTMLSelectElement;
  readonly #chips = element('div', { class: 'chips', role: 'group', 'aria-label': 'Show only one verdict' });
  readonly #shown = element('p', { class: 'shown-count' });
  readonly #more: HTMLButtonElement;
  readonly root: HTMLElement;
  #choice: OverviewChoice = DEFAULT_CHOICE;
  #chipsShown = '';
  #showAll = false;
  #order = '';

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
      ...SORT_KEYS.map((key) =>
        element('option', { value: key }, `Sort: ${key === 'file' ? 'as in the files' : key}`),
      ),
    );
    this.#more = element('button', { type: 'button', class: 'more', hidden: true }, 'Show all');
    this.#more.addEventListener('click', () => {
      this.#showAll = true;
      this.#onChoice(this.#choice);
    });
    const toolbar = element(
      'div',
      { class: 'toolbar' },
      this.#filter.root,
      this.#chips,
      this.#sort,
      this.#shown,
    );
    this.root = element(
      'section',
      { class: 'overview', 'aria-label': 'Benchmarks' },
      toolbar,
      element('table', { class: 'benchmarks', role: 'table' }, this.#head(), this.#body),
      this.#more,
    );
  }

  focusFilter(): void {
    this.#filter.focus();
  }

  update(run: RunModel, choice: OverviewChoice): void {
    this.#showChoice(choice);
    this.#showChips(run);
    const chosen = chosenRows(run.benchmarks, choice);
    const rows = this.#showAll ? chosen : chosen.slice(0, ROWS_AT_FIRST);
    this.#place(rows);
    this.root.toggleAttribute('data-uncompared', run.started?.baseline === null);
    const reach = sharedReach(run.benchmarks);
    for (const benchmark of rows) this.#rowOf(benchmark).update(benchmark, { run, reach });
    setText(
      this.#shown,
      chosen.length === run.benchmarks.length
        ? `${chosen.length} ${chosen.length === 1 ? 'benchmark' : 'benchmarks'}`
        : `${chosen.length} of ${run.benchmarks.length}`,
    );
    this.#more.hidden = rows.length === chosen.length;
    setText(this.#more, `Show all ${chosen.length}`);
  }

  /** Forgets the rows: another run begins. */
  clear(): void {
    this.#rows.clear();
    this.#order = '';
    this.#body.replaceChildren();
  }

  #head(): HTMLElement {
    const cells = COLUMNS.map(({ key, title, class: name }) => {
      if (key === null) return element('th', { scope: 'col', role: 'columnheader', class: name }, title);
      const button = element('button', { type: 'button', on: { click: () => this.#sortBy(key) } }, title);
      const heading = element('th', { scope: 'col', role: 'columnheader', class: name }, button);
      this.#headings.set(key, heading);
      return heading;
    });
    return element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...cells));
  }

  #sortBy(key: SortKey): void {
    const { sort, descending } = this.#choice;
    if (sort !== key) this.#choose({ sort: key, descending: false });
    else if (!descending) this.#choose({ descending: true });
    else this.#choose({ sort: DEFAULT_CHOICE.sort, descending: DEFAULT_CHOICE.descending });
  }

  #choose(change: Partial<OverviewChoice>): void {
    this.#onChoice({ ...this.#choice, ...change });
  }

  #showChoice(choice: OverviewChoice): void {
    if (choice === this.#choice && this.#order !== '') return;
    this.#choice = choice;
    this.#filter.show(choice.words);
    this.#sort.value = choice.sort;
    for (const [key, heading] of this.#headings) {
      const sorted = key === choice.sort ? (choice.descending ? 'descending' : 'ascending') : null;
      setAttributes(heading, { 'aria-sort': sorted });
    }
  }

  #showChips(run: RunModel): void {
    const counts = verdictCounts(run.benchmarks);
    const signature = `${JSON.stringify(counts)} ${this.#choice.verdict}`;
    if (signature === this.#chipsShown) return;
    this.#chipsShown = signature;
    const focused = this.#chips.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-verdict')
      : null;
    this.#chips.replaceChildren(...counts.map(([verdict, count]) => this.#chip(verdict, count)));
    if (focused) this.#chips.querySelector<HTMLElement>(`[data-verdict="${focused}"]`)?.focus();
  }

  #chip(verdict: Verdict, count: number): HTMLElement {
    const pressed = this.#choice.verdict === verdict;
    return element(
      'button',
      {
        type: 'button',
        class: 'chip',
        'data-verdict': verdict,
        'aria-pressed': String(pressed),
        on: { click: () => this.#choose({ verdict: pressed ? null : verdict }) },
      },
      element('span', { 'aria-hidden': 'true' }, verdictGlyph(verdict)),
      ` ${count} ${verdict}`,
    );
  }

  #place(benchmarks: readonly BenchmarkModel[]): void {
    const order = benchmarks.map(({ index }) => index).join();
    if (order === this.#order) return;
    this.#order = order;
    this.#body.replaceChildren(...benchmarks.map((benchmark) => this.#rowOf(benchmark).root));
  }

  #rowOf(benchmark: BenchmarkModel): BenchmarkRow {
    let row = this.#rows.get(benchmark.index);
    if (row === undefined) {
      row = new BenchmarkRow(benchmark);
      this.#rows.set(benchmark.index, row);
    }
    return row;
  }
}
