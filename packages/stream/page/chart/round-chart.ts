import { csvLine } from '@perf-suite/page-parts/chart/download';
import type { Palette } from '@perf-suite/page-parts/chart/palette';
import { Panel, type PanelOptions } from '@perf-suite/page-parts/chart/panel';
import { type AxisRange, Plot } from '@perf-suite/page-parts/chart/plot';
import { formatTime } from '@perf-suite/page-parts/format-values';
import type { RoundSoFar } from '@perf-suite/schema';
import uPlot from 'uplot';
import { type BenchmarkModel, labelOf } from '../model/run-model.js';

/** One line of a chart over rounds or interim analyses. */
export interface RoundLine {
  /** In tables and tooltips. */
  readonly name: string;
  /** In the CSV file, with its unit: `heap_after_bytes`. */
  readonly column: string;
  readonly colour: keyof Palette;
  readonly dashed?: boolean;
  /** Bars from zero instead of points. */
  readonly bars?: boolean;
  readonly value: (row: number) => number | null;
  readonly format: (value: number) => string;
}

/** What a chart over rounds shows of a benchmark. */
export interface RoundView {
  /** Number of the round, from 1, or how many rounds an analysis had: the x axis. */
  readonly x: readonly number[];
  readonly lines: readonly RoundLine[];
  readonly y: AxisRange;
  /** In place of the chart's own: ratios and times share one chart. */
  readonly formatY?: (value: number, span: number) => string;
  readonly label: string;
  readonly note?: string;
}

export interface RoundChartOptions {
  readonly title: string;
  readonly size: PanelOptions['size'];
  readonly height: number;
  readonly xName: string;
  readonly formatY: (value: number, span: number) => string;
  /** Null when there is nothing to show: the panel says so. */
  readonly view: (benchmark: BenchmarkModel) => RoundView | null;
  readonly empty: string;
  readonly lineCount: number;
  readonly bytesY?: boolean;
  /** Lines by number between which the ground is filled: upper, lower. */
  readonly band?: readonly [number, number];
  readonly drawUnder?: (plot: uPlot, palette: Palette, benchmark: BenchmarkModel) => void;
}

const BARS = uPlot.paths.bars?.({ size: [0.6, 28] });

/** A small chart with a value or a few for each round. */
export class RoundChart {
  readonly panel: Panel;
  readonly #options: RoundChartOptions;
  readonly #plot: Plot;
  #benchmark: BenchmarkModel | null = null;
  #view: RoundView | null = null;
  #drawn: BenchmarkModel | null = null;

  constructor(options: RoundChartOptions) {
    this.#options = options;
    const { title, size, height, formatY, drawUnder, lineCount, band, bytesY = false } = options;
    this.#plot = new Plot({
      height,
      series: (palette) => Array.from({ length: lineCount }, (_, line) => this.#series(line, palette)),
      formatX: (round) => (Number.isInteger(round) ? String(round) : ''),
      formatY: (value, span) => (this.#view?.formatY ?? formatY)(value, span),
      wholeX: true,
      bytesY,
      bands: (palette) =>
        band === undefined ? [] : [{ series: [band[0] + 1, band[1] + 1], fill: () => palette().headSoft }],
      describe: (index) => this.#describe(index),
      drawUnder: (plot, palette) => this.#benchmark && drawUnder?.(plot, palette, this.#benchmark),
    });
    this.panel = new Panel({
      title,
      size,
      plot: this.#plot,
      table: () => this.#table(),
      csv: () => this.#lines(),
      fileName: () => `${this.#benchmark === null ? '' : labelOf(this.#benchmark)} ${title.toLowerCase()}`,
    });
  }

  show(benchmark: BenchmarkModel): void {
    this.#benchmark = benchmark;
  }

  recolour(): void {
    this.#plot.recolour();
  }

  draw(): void {
    const benchmark = this.#benchmark;
    if (benchmark === null || !changed(benchmark, this.#drawn)) return;
    this.#drawn = benchmark;
    this.#view = this.#options.view(benchmark);
    const view = this.#view;
    this.panel.root.toggleAttribute('data-empty', view === null);
    this.panel.setNote(view?.note ?? (view === null ? this.#options.empty : ''));
    if (view === null) return;
    const lines = Array.from({ length: this.#options.lineCount }, (_, i) =>
      view.x.map((__, row) => view.lines[i]?.value(row) ?? null),
    );
    const first = view.x[0] ?? 1;
    const last = view.x.at(-1) ?? 1;
    const values = [[...view.x], ...lines] as unknown as uPlot.AlignedData;
    this.#plot.set({ values, x: [first - 0.6, Math.max(last, first + 3) + 0.6], y: view.y }, view.label);
    this.panel.refreshTable();
  }

  #series(line: number, palette: () => Palette): uPlot.Series {
    const shown = () => this.#view?.lines[line];
    const colour = () => palette()[shown()?.colour ?? 'head'];
    return {
      stroke: colour,
      fill: () =>
        shown()?.bars ? palette()[shown()?.colour === 'base' ? 'baseSoft' : 'headSoft'] : 'transparent',
      width: 1.5,
      paths: (plot, series, from, to) => {
        const builder = shown()?.bars ? BARS : uPlot.paths.linear?.();
        return builder?.(plot, series, from, to) ?? null;
      },
      points: { show: () => !shown()?.bars && !shown()?.dashed, size: 6, width: 0, fill: colour },
    };
  }

  #describe(index: number) {
    const view = this.#view;
    const x = view?.x[index];
    if (!view || x === undefined) return [];
    return [
      { name: this.#options.xName, value: String(x) },
      ...view.lines.flatMap((line) => {
        const value = line.value(index);
        return value === null ? [] : [{ name: line.name, value: line.format(value), ...variantOf(line) }];
      }),
    ];
  }

  #table() {
    const view = this.#view;
    if (view === null) return { head: [this.#options.xName], rows: [] };
    const head = [this.#options.xName, ...view.lines.map((line) => line.name)];
    const rows = view.x.map((x, row) => [
      String(x),
      ...view.lines.map((line) => {
        const value = line.value(row);
        return value === null ? formatTime(null) : line.format(value);
      }),
    ]);
    return { head, rows };
  }

  *#lines(): Iterable<string> {
    const view = this.#view;
    if (view === null) return;
    yield csvLine([this.#options.xName, ...view.lines.map((line) => line.column)]);
    for (const [row, x] of view.x.entries()) yield csvLine([x, ...view.lines.map((line) => line.value(row))]);
  }
}

function variantOf(line: RoundLine): { variant?: 'base' | 'head' } {
  return line.colour === 'base' || line.colour === 'head' ? { variant: line.colour } : {};
}

function changed(benchmark: BenchmarkModel, drawn: BenchmarkModel | null): boolean {
  return (
    drawn === null ||
    drawn.id !== benchmark.id ||
    drawn.rounds !== benchmark.rounds ||
    drawn.analyses !== benchmark.analyses ||
    drawn.decision !== benchmark.decision
  );
}

/** Returns a view over rounds whose axis fits all values of its lines. */
export function roundView(
  rounds: readonly RoundSoFar[],
  lines: readonly RoundLine[],
  { label, fromZero }: { readonly label: string; readonly fromZero: boolean },
): RoundView {
  const values = lines.flatMap((line) => rounds.flatMap((_, row) => line.value(row) ?? []));
  const high = Math.max(...values, 0);
  const low = fromZero ? 0 : Math.min(...values, high);
  const margin = (high - low) * 0.1 || high * 0.02 || 1;
  return {
    x: rounds.map(({ round }) => round + 1),
    lines,
    y: [fromZero ? 0 : Math.max(0, low - margin), high + margin],
    label,
  };
}
