import type { AxisRange } from '@perf-suite/page-parts/chart/plot';
import { formatCount } from '@perf-suite/page-parts/format-values';
import { element, setAttributes, setText } from '@perf-suite/page-parts/view/element';
import type { OverviewData, SiteData, SiteRatio } from '../../src/site/site-data.js';
import { HistoryChart } from '../chart/history-chart.js';
import {
  type BenchmarkHistory,
  intervalAt,
  type Percentile,
  placeFrom,
  runAt,
} from '../model/benchmark-history.js';
import {
  changeOfValues,
  formatBounds,
  formatDay,
  formatSigned,
  formatValue,
  namePartsOf,
  toneOf,
} from '../model/format-data.js';
import { changesShown } from '../model/levels.js';
import type { RunTable } from '../model/run-table.js';
import { benchmarkHash, compareHash, type HistoryLook, hashOf, type Route } from '../route.js';
import { shortened } from './benchmark-name.js';
import { changeBadge } from './change-badge.js';
import { changeItem } from './change-item.js';
import { fact, runFacts } from './run-facts.js';

type BenchmarkRoute = Extract<Route, { view: 'benchmark' }>;

/** What of the site a benchmark's page needs. */
export interface BenchmarkContext {
  readonly history: BenchmarkHistory;
  readonly table: RunTable;
  readonly overview: OverviewData;
  /** Keys of the benchmarks in the order of the overview. */
  readonly order: readonly string[];
  readonly backHash: string;
}

/** Runs around a change that its button zooms to, at most. */
const AROUND_CHANGE = 60;

/** One benchmark: how it does now, its history with change points, the run that is picked, its changes. */
export class BenchmarkView {
  readonly root: HTMLElement;
  readonly #links: SiteData['links'];
  readonly #onRoute: (route: BenchmarkRoute) => void;
  readonly #chart: HistoryChart;
  readonly #percentile: HTMLSelectElement;
  readonly #heading = element('h1', { tabindex: -1 });
  readonly #badges = element('span', { class: 'badges' });
  readonly #place = element('p', { class: 'subtitle' });
  readonly #facts = element('dl', { class: 'facts' });
  readonly #back = element('a', { class: 'back' }, '← All benchmarks');
  readonly #previous = element('a', { class: 'small-button' }, '↑ previous (k)');
  readonly #next = element('a', { class: 'small-button' }, '↓ next (j)');
  readonly #picked = element('section', {
    class: 'panel picked',
    'data-size': 'full',
    'aria-label': 'Picked run',
  });
  readonly #changes = element('ul', { class: 'change-list' });
  readonly #changesPanel: HTMLElement;
  #route: BenchmarkRoute | null = null;
  #context: BenchmarkContext | null = null;

  constructor(links: SiteData['links'], onRoute: (route: BenchmarkRoute) => void) {
    this.#links = links;
    this.#onRoute = onRoute;
    this.#percentile = element(
      'select',
      {
        class: 'small-select',
        'aria-label': 'Percentile',
        on: { change: () => this.#look({ percentile: this.#percentile.value as Percentile, zoom: null }) },
      },
      element('option', { value: 'p50' }, 'p50'),
      element('option', { value: 'p95' }, 'p95'),
    );
    this.#chart = new HistoryChart({
      onZoom: (zoom: AxisRange | null) => this.#look({ zoom }),
      onPick: (place) => this.#pick(place),
      controls: [this.#percentile],
    });
    this.#changesPanel = element(
      'section',
      { class: 'panel', 'data-size': 'full', 'aria-label': 'Changes of this benchmark' },
      element('header', {}, element('h2', {}, 'Changes')),
      this.#changes,
    );
    this.root = element(
      'section',
      { class: 'benchmark' },
      element(
        'nav',
        { class: 'benchmark-navigation', 'aria-label': 'Benchmarks' },
        this.#back,
        this.#previous,
        this.#next,
      ),
      element(
        'div',
        { class: 'benchmark-summary' },
        element('div', { class: 'benchmark-title' }, this.#heading, this.#badges),
        this.#place,
        this.#facts,
      ),
      element('div', { class: 'panels' }, this.#chart.panel.root, this.#picked, this.#changesPanel),
    );
  }

  focusHeading(): void {
    this.#heading.focus({ preventScroll: true });
  }

  recolour(): void {
    this.#chart.recolour();
  }

  show(context: BenchmarkContext, route: BenchmarkRoute): void {
    this.#context = context;
    this.#route = route;
    const { history, table } = context;
    const { percentile, zoom, run } = route.look;
    this.#percentile.value = percentile;
    this.#showNeighbours(context, route);
    this.#showSummary(context, route.key);
    const column = history.percentiles[percentile];
    const place = run === null || column === null ? null : placeFrom(column, run);
    const picked = place !== null && column !== null && runAt(column, place) === run ? place : null;
    this.#chart.show({ history, table, percentile, zoom, picked });
    this.#showPicked(context, picked);
    this.#showChanges(context, route);
  }

  #look(change: Partial<HistoryLook>): void {
    if (this.#route === null) return;
    this.#onRoute({ ...this.#route, look: { ...this.#route.look, ...change } });
  }

  #pick(place: number): void {
    const column =
      this.#route === null ? null : this.#context?.history.percentiles[this.#route.look.percentile];
    if (column) this.#look({ run: runAt(column, place) });
  }

  #showNeighbours({ order, backHash }: BenchmarkContext, { folder, key, look }: BenchmarkRoute): void {
    setAttributes(this.#back, { href: backHash });
    const at = order.indexOf(key);
    const link = (target: Element, other: string | undefined) =>
      setAttributes(target, {
        href: other === undefined ? null : benchmarkHash(folder, other, { ...look, zoom: null, run: null }),
        'aria-disabled': other === undefined ? 'true' : null,
      });
    link(this.#previous, at < 1 ? undefined : order[at - 1]);
    link(this.#next, order[at + 1]);
  }

  #showSummary({ history, overview, table }: BenchmarkContext, key: string): void {
    const { file, group, name } = namePartsOf(history.benchmark);
    setText(this.#heading, shortened(`${group}${name}`));
    setAttributes(this.#heading, { title: history.benchmark.slice(0, 2_000) });
    const row = overview.rows.find((candidate) => candidate.key === key);
    this.#badges.replaceChildren(...(row?.open ?? []).slice(0, 3).map((change) => changeBadge(change)));
    const column = history.percentiles.p50;
    const count = column?.values.length ?? 0;
    const [first, last] =
      column === null || count === 0 ? [null, null] : [runAt(column, 0), runAt(column, count - 1)];
    const time =
      first === null || last === null
        ? ''
        : ` · ${formatDay(table.timeOf(first))} to ${formatDay(table.timeOf(last))}`;
    setText(
      this.#place,
      `${file === '' ? '' : `${shortened(file)} · `}${formatCount(count)} ${count === 1 ? 'run' : 'runs'}${time}`,
    );
    const days = ['7 days', '30 days', '90 days'];
    this.#facts.replaceChildren(
      fact('now (p50, newest runs)', formatValue(row?.now, history.unit)),
      ...(row?.changes ?? []).flatMap((ratio, i) =>
        ratio === null ? [] : [ratioFact(`against ${days[i]}`, ratio, history.better)],
      ),
    );
  }

  #showPicked(context: BenchmarkContext, place: number | null): void {
    const { history, table } = context;
    const route = this.#route;
    const column = route === null ? null : history.percentiles[route.look.percentile];
    if (route === null || column === null) {
      this.#picked.hidden = true;
      return;
    }
    this.#picked.hidden = false;
    if (place === null) {
      this.#picked.replaceChildren(
        element(
          'p',
          { class: 'panel-note' },
          'Click a run, or press Enter at it, to see what it is. Drag to zoom.',
        ),
      );
      return;
    }
    const { percentile } = route.look;
    const run = table.run(runAt(column, place));
    const interval = intervalAt(column, place);
    const value = fact(percentile, formatValue(column.values[place], history.unit));
    if (interval !== null) {
      const bounds = interval.map((bound) => formatValue(bound, history.unit)).join(' to ');
      value.append(element('dd', { class: 'bounds' }, bounds));
    }
    this.#picked.replaceChildren(
      element(
        'header',
        {},
        element('h2', {}, 'Picked run'),
        element('div', { class: 'panel-actions' }, ...this.#pickedLinks(context, route, place)),
      ),
      runFacts(this.#links, run, [value]),
    );
  }

  #pickedLinks({ history, table }: BenchmarkContext, route: BenchmarkRoute, place: number): HTMLElement[] {
    const { folder, look } = route;
    const column = history.percentiles[look.percentile];
    if (column === null) return [];
    const name = (at: number) => table.run(runAt(column, at)).id;
    const last = column.values.length - 1;
    const link = (text: string, before: number, after: number) =>
      element(
        'a',
        {
          class: 'small-button',
          href: compareHash(folder, {
            before: name(before),
            after: name(after),
            percentile: look.percentile,
          }),
        },
        text,
      );
    return [
      ...(place > 0 ? [link('Compare with the run before', place - 1, place)] : []),
      ...(place < last ? [link('Compare with the newest', place, last)] : []),
    ];
  }

  #showChanges({ history, table }: BenchmarkContext, route: BenchmarkRoute): void {
    const { folder, look } = route;
    const shown = new Set(changesShown(history.changes, look.percentile));
    const column = history.percentiles[look.percentile];
    const items = [...history.changes].reverse().map((change) => {
      const actions: HTMLElement[] = [];
      if (shown.has(change) && column !== null) {
        const place = placeFrom(column, change.at);
        const zoom = [Math.max(0, place - AROUND_CHANGE), place + AROUND_CHANGE] as const;
        const attributes = {
          type: 'button',
          class: 'small-button',
          on: { click: () => this.#look({ zoom, run: change.at }) },
        };
        actions.push(element('button', attributes, 'Show in the chart'));
      }
      if (change.after >= 0 && change.at >= 0) {
        const [before, after] = [table.run(change.after).id, table.run(change.at).id];
        const href = compareHash(folder, { before, after, percentile: change.percentile });
        actions.push(element('a', { class: 'small-button', href }, 'All benchmarks before and after'));
      }
      return changeItem(change, { links: this.#links, title: null, actions, opened: false });
    });
    this.#changes.replaceChildren(...items);
    this.#changesPanel.hidden = items.length === 0;
  }
}

function ratioFact(name: string, ratio: SiteRatio, better: 'lower' | 'higher'): HTMLElement {
  const change = changeOfValues(ratio, better);
  const shown = fact(
    name,
    element('span', { class: 'tone', 'data-verdict': toneOf(ratio) }, formatSigned(change[0])),
  );
  shown.append(element('dd', { class: 'bounds' }, formatBounds(change)));
  return shown;
}

/** Returns the hash of the same benchmark elsewhere: in another environment, or with another look. */
export function sameBenchmark(route: BenchmarkRoute, folder: string): string {
  return hashOf({ ...route, folder, look: { ...route.look, zoom: null, run: null } });
}
