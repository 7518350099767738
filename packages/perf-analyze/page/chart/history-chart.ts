import { csvLine } from '@perf-suite/page-parts/chart/download';
import type { Palette } from '@perf-suite/page-parts/chart/palette';
import { Panel } from '@perf-suite/page-parts/chart/panel';
import { type AxisRange, Plot } from '@perf-suite/page-parts/chart/plot';
import type { TooltipLine } from '@perf-suite/page-parts/chart/tooltip';
import { formatCount } from '@perf-suite/page-parts/format-values';
import { element } from '@perf-suite/page-parts/view/element';
import type uPlot from 'uplot';
import type { SiteChange } from '../../src/site/site-data.js';
import {
  type BenchmarkHistory,
  type HistoryColumn,
  intervalAt,
  type Percentile,
  runAt,
} from '../model/benchmark-history.js';
import { formatDay, formatMinute, formatTick, formatValue, shortCommit } from '../model/format-data.js';
import { changesShown, type Level, levelsOf } from '../model/levels.js';
import type { RunTable } from '../model/run-table.js';
import { valueRange } from '../model/value-range.js';
import { drawChanges, drawLevels, drawPicked } from './history-drawing.js';

/** What the chart shows. */
export interface ShownHistory {
  readonly history: BenchmarkHistory;
  readonly table: RunTable;
  readonly percentile: Percentile;
  /** Places; null shows all. */
  readonly zoom: AxisRange | null;
  /** Place of the run that is picked. */
  readonly picked: number | null;
}

export interface ChartEvents {
  readonly onZoom: (zoom: AxisRange | null) => void;
  readonly onPick: (place: number) => void;
  /** Controls for the title bar, before those of zooming. */
  readonly controls: readonly HTMLElement[];
}

/** Days alone would repeat themselves on the axis. */
const SHORT_MS = 5 * 86_400_000;
const HEIGHT = 340;
/** Rows of the table: more are in the CSV file. */
const MOST_ROWS = 500;
/** Fewer runs than this fill no chart, and are what zooming ends at. */
const FEWEST_SHOWN = 8;
const HEAD = ['Date', 'Commit', 'Run', 'Value', 'From', 'To'];

/** A benchmark's values run by run, with intervals, levels and change points. */
export class HistoryChart {
  readonly panel: Panel;
  readonly #plot: Plot;
  readonly #events: ChartEvents;
  #shown: ShownHistory | null = null;
  #column: HistoryColumn | null = null;
  #changes: readonly SiteChange[] = [];
  #levels: readonly Level[] = [];

  constructor(events: ChartEvents) {
    this.#events = events;
    this.#plot = new Plot({
      height: HEIGHT,
      series: seriesOf,
      bands: (palette) => [{ series: [3, 1], fill: () => palette().headSoft }],
      formatX: (place) => this.#tickAt(place),
      formatY: (value, span) => formatTick(value, this.#shown?.history.unit ?? '', span),
      describe: (place) => this.#describe(place),
      wholeX: true,
      spaceX: 90,
      onZoom: (range) => events.onZoom(this.#bounded(range)),
      onPick: events.onPick,
      drawUnder: (plot, palette) => this.#drawUnder(plot, palette),
      drawOver: (plot, palette) => this.#drawOver(plot, palette),
    });
    this.panel = new Panel({
      title: 'History',
      plot: this.#plot,
      size: 'full',
      heading: 'h2',
      table: () => ({ head: HEAD, rows: this.#rows() }),
      csv: () => this.#csv(),
      fileName: () => `${this.#shown?.history.benchmark ?? ''} ${this.#shown?.percentile ?? ''}`,
      controls: [...events.controls, ...this.#zoomButtons()],
    });
  }

  show(shown: ShownHistory): void {
    const isSame = shown.history === this.#shown?.history && shown.percentile === this.#shown.percentile;
    this.#shown = shown;
    if (!isSame) this.#prepare(shown);
    this.#draw(shown);
  }

  recolour(): void {
    this.#plot.recolour();
  }

  #prepare({ history, percentile, table }: ShownHistory): void {
    this.#column = history.percentiles[percentile];
    this.#changes = changesShown(history.changes, percentile);
    this.#levels = this.#column === null ? [] : levelsOf(this.#column, this.#changes, table);
  }

  #draw({ history, percentile }: ShownHistory): void {
    const column = this.#column;
    const count = column?.values.length ?? 0;
    this.panel.root.toggleAttribute('data-empty', count === 0);
    if (column === null || count === 0) {
      this.panel.setNote(`no run has ${percentile}`);
      return;
    }
    const [from, to] = this.#visible();
    const range = valueRange(column.values, from, to);
    const xs = Array.from({ length: count }, (_, place) => place);
    const low: (number | null)[] = [];
    const high: (number | null)[] = [];
    for (const place of xs) {
      const interval = intervalAt(column, place);
      low.push(interval?.[0] ?? null);
      high.push(interval?.[1] ?? null);
    }
    const label = `${percentile} of ${history.benchmark}, ${formatCount(to - from)} of ${formatCount(count)} runs, ${this.#dayAt(from)} to ${this.#dayAt(to - 1)}, ${formatValue(range.low, history.unit)} to ${formatValue(range.high, history.unit)}`;
    const pad = count === 1 ? 1 : 0.5;
    this.#plot.set(
      { values: [xs, low, Array.from(column.values), high], x: [from - pad, to - 1 + pad], y: range.axis },
      label,
    );
    this.panel.setNote(this.#note(range.beyondCount));
    this.panel.refreshTable();
  }

  #note(beyondCount: number): string {
    const [from, to] = this.#visible();
    const count = this.#column?.values.length ?? 0;
    const better = this.#shown?.history.better === 'higher' ? 'higher is better' : 'lower is better';
    const shown =
      to - from === count
        ? `${formatCount(count)} runs`
        : `${formatCount(to - from)} of ${formatCount(count)} runs`;
    const beyond = beyondCount === 0 ? '' : ` · ${formatCount(beyondCount)} beyond the chart`;
    const hasBand = this.#column?.errors.some((error) => error > 0) ?? false;
    const band = hasBand ? ' · band: 95 % interval of the run' : '';
    return `${shown} · ${better}${band}${beyond}`;
  }

  /** Returns the places shown, the second one not among them. */
  #visible(): readonly [number, number] {
    const count = this.#column?.values.length ?? 0;
    const zoom = this.#shown?.zoom ?? null;
    if (zoom === null) return [0, count];
    const from = Math.max(0, Math.min(zoom[0], count - FEWEST_SHOWN));
    return [from, Math.max(from + Math.min(FEWEST_SHOWN, count), Math.min(count, zoom[1] + 1))];
  }

  /** Returns whole places of a range on the axis; null for all of them. */
  #bounded(range: AxisRange | null): AxisRange | null {
    const last = (this.#column?.values.length ?? 0) - 1;
    if (range === null) return null;
    let [from, to] = [Math.max(0, Math.ceil(range[0])), Math.min(last, Math.floor(range[1]))];
    if (to - from < FEWEST_SHOWN - 1) {
      const middle = Math.round((from + to) / 2);
      from = Math.max(0, Math.min(middle - FEWEST_SHOWN / 2, last - FEWEST_SHOWN + 1));
      to = Math.min(last, from + FEWEST_SHOWN - 1);
    }
    return from === 0 && to === last ? null : [from, to];
  }

  #zoomButtons(): HTMLElement[] {
    const button = (text: string, label: string, click: () => void) =>
      element('button', { type: 'button', class: 'small-button', 'aria-label': label, on: { click } }, text);
    return [
      button('+', 'Zoom in', () => this.#plot.zoomBy(0.5)),
      button('\u2212', 'Zoom out', () => this.#plot.zoomBy(2)),
      button('All', 'Show all runs', () => this.#events.onZoom(null)),
    ];
  }

  #drawUnder(plot: uPlot, palette: Palette): void {
    drawChanges(plot, palette, { changes: this.#changes, placeOf: (change) => this.#placeOf(change) });
  }

  #drawOver(plot: uPlot, palette: Palette): void {
    drawLevels(plot, palette, this.#levels);
    const picked = this.#shown?.picked ?? null;
    const value = picked === null ? undefined : this.#column?.values[picked];
    if (picked !== null && value !== undefined) drawPicked(plot, palette, { place: picked, value });
  }

  /** Returns the first place with the change. */
  #placeOf(change: SiteChange): number {
    const column = this.#column;
    if (column === null) return -1;
    return column.runs === null ? change.at : column.runs.findIndex((run) => run >= change.at);
  }

  /** Returns the day of a place on the axis; where only some days are shown, the hour too. */
  #tickAt(place: number): string {
    const [from, to] = this.#visible();
    const [first, last, here] = [from, to - 1, place].map((one) => this.#timeAt(one));
    if (here == null) return '';
    const isShort = first != null && last != null && last - first < SHORT_MS;
    return isShort ? formatMinute(here).slice(5, -' UTC'.length) : formatDay(here);
  }

  #dayAt(place: number): string {
    const timeMs = this.#timeAt(place);
    return timeMs === null ? '' : formatDay(timeMs);
  }

  #timeAt(place: number): number | null {
    const { table } = this.#shown ?? {};
    const column = this.#column;
    if (table === undefined || column === null || !Number.isInteger(place)) return null;
    if (place < 0 || place >= column.values.length) return null;
    return table.timeOf(runAt(column, place));
  }

  #describe(place: number): TooltipLine[] {
    const column = this.#column;
    const { table, history } = this.#shown ?? {};
    const value = column?.values[place];
    if (column === null || table === undefined || history === undefined || value === undefined) return [];
    const run = runAt(column, place);
    const interval = intervalAt(column, place);
    const changes = this.#changes.filter((change) => this.#placeOf(change) === place);
    return [
      { name: this.#dayAt(place), value: shortCommit(table.commitOf(run)) },
      { name: this.#shown?.percentile ?? '', value: formatValue(value, history.unit), variant: 'head' },
      ...(interval === null
        ? []
        : [{ name: '95 %', value: interval.map((bound) => formatValue(bound, history.unit)).join(' – ') }]),
      ...changes.map(({ what, size }) => ({ name: what, value: size })),
    ];
  }

  #rows(): string[][] {
    const column = this.#column;
    const { table, history } = this.#shown ?? {};
    if (column === null || table === undefined || history === undefined) return [];
    const [from, to] = this.#visible();
    const rows: string[][] = [];
    for (let place = to - 1; place >= Math.max(from, to - MOST_ROWS); place--) {
      const run = runAt(column, place);
      const [low, high] = intervalAt(column, place) ?? [null, null];
      rows.push([
        this.#dayAt(place),
        shortCommit(table.commitOf(run)),
        table.run(run).id,
        ...[column.values[place], low, high].map((value) => formatValue(value, history.unit)),
      ]);
    }
    return rows;
  }

  *#csv(): Generator<string> {
    const column = this.#column;
    const { table, history, percentile } = this.#shown ?? {};
    if (column === null || table === undefined || history === undefined) return;
    yield csvLine(['started_at', 'commit', 'run', `${percentile}_${history.unit}`, 'lower', 'upper']);
    for (let place = 0; place < column.values.length; place++) {
      const { id, commit, startedAtMs } = table.run(runAt(column, place));
      const [low, high] = intervalAt(column, place) ?? [null, null];
      const value = column.values[place] ?? null;
      yield csvLine([new Date(startedAtMs).toISOString(), commit ?? '', id, value, low, high]);
    }
  }
}

function seriesOf(palette: () => Palette): uPlot.Series[] {
  const hidden: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } };
  return [
    hidden,
    {
      stroke: () => palette().head,
      width: 1,
      spanGaps: true,
      points: {
        // From three pixels a run on there is room for points.
        show: (plot) => plot.bbox.width / devicePixelRatio / shownCount(plot) > 3,
        size: 4,
        width: 0,
        fill: () => palette().head,
      },
    },
    hidden,
  ];
}

function shownCount({ scales }: uPlot): number {
  return Math.max(1, (scales.x?.max ?? 1) - (scales.x?.min ?? 0));
}
