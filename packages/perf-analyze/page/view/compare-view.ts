import { formatCount } from '@perf-suite/page-parts/format-values';
import { element, setText } from '@perf-suite/page-parts/view/element';
import { FilterField } from '@perf-suite/page-parts/view/filter-field';
import type { OverviewData, SiteData } from '../../src/site/site-data.js';
import type { Percentile } from '../model/benchmark-history.js';
import type { ComparedRow } from '../model/compare-commits.js';
import type { ComparedRuns } from '../model/compared-runs.js';
import { formatDay, shortCommit } from '../model/format-data.js';
import { matcher } from '../model/overview-choice.js';
import type { RunTable } from '../model/run-table.js';
import type { Route } from '../route.js';
import { comparedHead, comparedRow } from './compared-row.js';
import { rangeLink } from './external-link.js';
import { reachOf } from './ratio-interval.js';
import { runFacts } from './run-facts.js';

type CompareRoute = Extract<Route, { view: 'compare' }>;

export interface CompareContext {
  readonly table: RunTable;
  readonly overview: OverviewData;
  /** Null where one of the two is not chosen, or not found. */
  readonly runs: ComparedRuns | null;
  readonly rows: readonly ComparedRow[];
}

const ROWS_AT_FIRST = 300;
/** Newest runs that are suggested; all others are found by their commit, date or run. */
const MOST_SUGGESTED = 100;
/** Two commits beside each other, benchmark by benchmark. */
export class CompareView {
  readonly root: HTMLElement;
  readonly #links: SiteData['links'];
  readonly #onRoute: (route: CompareRoute) => void;
  readonly #heading = element('h1', { tabindex: -1 }, 'Compare');
  readonly #before = this.#runInput('Before');
  readonly #after = this.#runInput('After');
  readonly #suggestions = element('datalist', { id: 'runs' });
  readonly #percentile: HTMLSelectElement;
  readonly #filter: FilterField;
  readonly #notes = element('div', { role: 'status' });
  readonly #sides = element('div', { class: 'sides' });
  readonly #count = element('p', { class: 'shown-count' });
  readonly #body = element('tbody', { role: 'rowgroup' });
  readonly #result: HTMLElement;
  readonly #more: HTMLButtonElement;
  #showAll = false;
  #table: RunTable | null = null;
  #route: CompareRoute = {
    view: 'compare',
    folder: '',
    before: '',
    after: '',
    percentile: 'p50',
    words: '',
  };

  constructor(links: SiteData['links'], onRoute: (route: CompareRoute) => void) {
    this.#links = links;
    this.#onRoute = onRoute;
    this.#percentile = element(
      'select',
      {
        class: 'small-select',
        'aria-label': 'Percentile',
        on: {
          change: () => this.#onRoute({ ...this.#route, percentile: this.#percentile.value as Percentile }),
        },
      },
      element('option', { value: 'p50' }, 'p50'),
      element('option', { value: 'p95' }, 'p95'),
    );
    this.#filter = new FilterField('benchmarks by name or file', (words) =>
      this.#onRoute({ ...this.#route, words }),
    );
    const swap = element(
      'button',
      {
        type: 'button',
        class: 'small-button',
        on: {
          click: () =>
            this.#onRoute({ ...this.#route, before: this.#route.after, after: this.#route.before }),
        },
      },
      '⇄ swap',
    );
    this.#more = element('button', { type: 'button', class: 'more', hidden: true });
    this.#more.addEventListener('click', () => {
      this.#showAll = true;
      this.#onRoute(this.#route);
    });
    const form = element(
      'form',
      { class: 'compare-form', on: { submit: (event) => this.#submit(event) } },
      element('label', {}, 'Before', this.#before),
      swap,
      element('label', {}, 'After', this.#after),
      element('button', { type: 'submit', class: 'compare-button' }, 'Compare'),
      this.#suggestions,
    );
    this.#result = element(
      'div',
      {},
      this.#sides,
      element('div', { class: 'toolbar' }, this.#filter.root, this.#percentile, this.#count),
      element('table', { class: 'benchmarks compared', role: 'table' }, comparedHead(), this.#body),
      this.#more,
      element(
        'p',
        { class: 'panel-note below-table' },
        'Intervals are 95 %, from how much runs of each benchmark differ. Slower and faster are called what p < .001 and 2 % (4 % at p95) bear out. Runs of different days differ by more than the code: pairs are the verdict.',
      ),
    );
    this.root = element(
      'section',
      { class: 'compare', 'aria-label': 'Compare two commits' },
      element(
        'div',
        { class: 'page-title' },
        this.#heading,
        element(
          'p',
          { class: 'subtitle' },
          'Any two commits that were measured: type the start of a commit, a date such as 2026-10-14, or a run.',
        ),
      ),
      form,
      this.#notes,
      this.#result,
    );
  }

  focusFilter(): void {
    this.#filter.focus();
  }

  focusHeading(): void {
    this.#heading.focus({ preventScroll: true });
  }

  show(context: CompareContext, route: CompareRoute): void {
    this.#route = route;
    const { table, runs, rows } = context;
    if (document.activeElement !== this.#before) this.#before.value = route.before;
    if (document.activeElement !== this.#after) this.#after.value = route.after;
    this.#filter.show(route.words);
    this.#percentile.value = route.percentile;
    if (this.#table !== table) this.#suggest(table);
    this.#showNotes(context, route);
    this.#result.hidden = runs === null;
    if (runs === null) return;
    this.#showSides(table, runs);
    this.#showRows(rows, route);
  }

  #runInput(label: string): HTMLInputElement {
    return element('input', {
      class: 'run-input',
      list: 'runs',
      'aria-label': label,
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: 'commit, date or run',
    });
  }

  #submit(event: Event): void {
    event.preventDefault();
    this.#onRoute({ ...this.#route, before: this.#before.value.trim(), after: this.#after.value.trim() });
  }

  #suggest(table: RunTable): void {
    this.#table = table;
    const first = Math.max(0, table.count - MOST_SUGGESTED);
    const seen = new Set<string>();
    const options: HTMLElement[] = [];
    for (let number = table.count - 1; number >= first; number--) {
      const run = table.run(number);
      const value = run.commit === null ? run.id : run.commit.slice(0, 10);
      if (seen.has(value)) continue;
      seen.add(value);
      options.push(element('option', { value }, `${formatDay(run.startedAtMs)} ${run.id}`));
    }
    this.#suggestions.replaceChildren(...options);
  }

  #showNotes({ table, runs }: CompareContext, { before, after }: CompareRoute): void {
    const notes = [
      before !== '' && table.find(before) === null ? `No run is called ${JSON.stringify(before)}.` : null,
      after !== '' && table.find(after) === null ? `No run is called ${JSON.stringify(after)}.` : null,
      runs !== null && !isOneMachine(table, runs)
        ? 'Another machine measured one of the two: what differs may be the machine.'
        : null,
    ].filter((note) => note !== null);
    this.#notes.replaceChildren(...notes.map((note) => element('p', { class: 'notice' }, note)));
  }

  #showSides(table: RunTable, { before, after }: ComparedRuns): void {
    const side = (title: string, numbers: readonly number[]): HTMLElement => {
      const run = table.run(numbers.at(-1) as number);
      const count = numbers.length === 1 ? '' : ` · newest of ${numbers.length} runs of the commit`;
      return element(
        'section',
        { class: 'panel', 'data-size': 'half', 'aria-label': title },
        element(
          'header',
          {},
          element('h2', {}, `${title}: ${shortCommit(run.commit)}`),
          element('p', { class: 'panel-note' }, count.slice(3)),
        ),
        runFacts(this.#links, run),
      );
    };
    const [first, last] = [before.at(-1) as number, after.at(-1) as number];
    const [from, to] = [table.commitOf(first), table.commitOf(last)];
    const range =
      from === null || to === null || this.#links.range === null
        ? null
        : rangeLink(this.#links, { after: from, at: to, text: `${shortCommit(from)}..${shortCommit(to)}` });
    this.#sides.replaceChildren(
      element('div', { class: 'panels' }, side('Before', before), side('After', after)),
      range === null
        ? ''
        : element('p', { class: 'panel-note below-table' }, 'What changed between them: ', range),
    );
  }

  #showRows(rows: readonly ComparedRow[], { folder, words, percentile }: CompareRoute): void {
    const isNamed = matcher(words);
    const chosen = rows.filter(({ row }) => isNamed(row.benchmark));
    const shown = this.#showAll ? chosen : chosen.slice(0, ROWS_AT_FIRST);
    const reach = reachOf(rows.flatMap(({ ratio }) => (ratio === null ? [] : [ratio])));
    this.#body.replaceChildren(...shown.map((row) => comparedRow(row, { folder, percentile, reach })));
    const count = (word: ComparedRow['word']) => rows.filter((row) => row.word === word).length;
    setText(
      this.#count,
      `${formatCount(count('slower'))} slower, ${formatCount(count('faster'))} faster of ${formatCount(rows.length)}`,
    );
    this.#more.hidden = shown.length === chosen.length;
    setText(this.#more, `Show all ${formatCount(chosen.length)}`);
  }
}

function isOneMachine(table: RunTable, { before, after }: ComparedRuns): boolean {
  return new Set([...before, ...after].map((number) => table.machineOf(number))).size === 1;
}
