import type { Palette } from '@perf-suite/page-parts/chart/palette';
import { Panel } from '@perf-suite/page-parts/chart/panel';
import { type AxisRange, Plot } from '@perf-suite/page-parts/chart/plot';
import type { TooltipLine } from '@perf-suite/page-parts/chart/tooltip';
import {
  formatCount,
  formatExactTime,
  formatTime,
  formatTimeTick,
} from '@perf-suite/page-parts/format-values';
import { element } from '@perf-suite/page-parts/view/element';
import { quantileOfSorted, type Variant } from '@perf-suite/schema';
import uPlot from 'uplot';
import { bulkOf, VARIANTS } from '../model/distribution.js';
import { type BenchmarkModel, labelOf } from '../model/run-model.js';
import { type ColumnGrid, columnGrid } from '../model/sample-series.js';
import {
  drawClipped,
  drawRanges,
  drawStretches,
  middleOf,
  NO_SAMPLES,
  type ShownSamples,
} from './sample-drawing.js';
import { sampleLines, sampleTable } from './sample-export.js';

const HEIGHT_PX = 280;
const FEWEST_COLUMNS = 200;
const FEWEST_SHOWN = 16;

/** Every sample in the order measured; where there are more than pixels, the range and middle of each column. */
export class SampleChart {
  readonly panel: Panel;
  readonly #plot: Plot;
  readonly #all: HTMLButtonElement;
  readonly #outliers: HTMLInputElement;
  #benchmark: BenchmarkModel | null = null;
  #shown: ShownSamples = NO_SAMPLES;
  /** Positions that the user zoomed to; null follows all samples. */
  #zoom: AxisRange | null = null;

  constructor() {
    this.#plot = new Plot({
      height: HEIGHT_PX,
      series: (palette) => VARIANTS.map((variant) => middleSeries(variant, palette)),
      formatX: (position) => formatCount(Math.round(position)),
      formatY: formatTimeTick,
      describe: (index) => this.#describe(index),
      drawUnder: (plot, palette) => drawRanges(plot, palette, this.#shown),
      drawOver: (plot, palette) => {
        drawStretches(plot, palette, this.#benchmark?.series.head.stretches ?? []);
        drawClipped(plot, palette, this.#shown);
      },
      onResize: () => this.draw(),
      onZoom: (range) => this.#zoomTo(range),
    });
    const zoom = (text: string, name: string, factor: number) =>
      element(
        'button',
        {
          type: 'button',
          class: 'small-button',
          'aria-label': name,
          on: { click: () => this.#plot.zoomBy(factor) },
        },
        text,
      );
    this.#all = element('button', { type: 'button', class: 'small-button', hidden: true }, 'Show all');
    this.#all.addEventListener('click', () => this.#zoomTo(null));
    this.#outliers = element('input', { type: 'checkbox', on: { change: () => this.draw() } });
    this.panel = new Panel({
      title: 'Samples',
      plot: this.#plot,
      size: 'full',
      table: () => sampleTable(this.#shown),
      csv: () => sampleLines(this.#benchmark),
      fileName: () => `${this.#benchmark === null ? '' : labelOf(this.#benchmark)} samples`,
      controls: [
        element('label', { class: 'check' }, this.#outliers, 'outliers'),
        this.#all,
        zoom('−', 'Zoom out', 2),
        zoom('+', 'Zoom in', 0.5),
      ],
    });
  }

  show(benchmark: BenchmarkModel): void {
    if (this.#benchmark?.series !== benchmark.series) this.#zoom = null;
    this.#benchmark = benchmark;
  }

  recolour(): void {
    this.#plot.recolour();
  }

  draw(): void {
    const benchmark = this.#benchmark;
    if (benchmark === null) return;
    const { base, head } = benchmark.series;
    const count = Math.max(base.count, head.count);
    const [from, to] = this.#zoom ?? [0, count];
    const grid = columnGrid(from, Math.max(to, from + 1), Math.max(FEWEST_COLUMNS, this.#plot.width));
    this.#shown = { grid, base: base.count > 0 ? base.thin(grid) : NO_SAMPLES.base, head: head.thin(grid) };
    const x = Array.from({ length: grid.count }, (_, column) => middleOf(grid, column));
    const middles = VARIANTS.map((variant) => this.#shown[variant].middle);
    const filled = middles.map((values) => (values.length === 0 ? x.map(() => null) : values));
    const y = this.#rangeY();
    const values = [x, ...filled] as unknown as uPlot.AlignedData;
    this.#plot.set({ values, x: [from, Math.max(to, from + FEWEST_SHOWN)], y }, this.#label(count));
    this.panel.setNote(noteOf(benchmark, grid));
    this.#all.hidden = this.#zoom === null;
    this.panel.refreshTable();
  }

  #zoomTo(range: AxisRange | null): void {
    const count = Math.max(this.#benchmark?.series.base.count ?? 0, this.#benchmark?.series.head.count ?? 0);
    const from = Math.max(0, Math.floor(range?.[0] ?? 0));
    const to = Math.min(count, Math.ceil(range?.[1] ?? count));
    const all = range === null || (from === 0 && to === count);
    const centred = to - from < FEWEST_SHOWN ? [Math.max(0, to - FEWEST_SHOWN), to] : [from, to];
    this.#zoom = all ? null : (centred as unknown as AxisRange);
    this.draw();
  }

  /** Returns the times that the axis spans: all, or without the rare outliers that would flatten the rest. */
  #rangeY(): AxisRange {
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    let usual = 0;
    for (const variant of VARIANTS) {
      const thinned = this.#shown[variant];
      for (const value of thinned.low) if (value !== null) low = Math.min(low, value);
      for (const value of thinned.high) if (value !== null) high = Math.max(high, value);
      const bulk = this.#benchmark === null ? null : bulkOf(this.#benchmark.series[variant]);
      if (bulk !== null) usual = Math.max(usual, bulk.highNs);
      const middles = thinned.middle.filter((value) => value !== null).sort((a, b) => a - b);
      usual = Math.max(usual, quantileOfSorted(middles, 0.9) * 1.02 || 0);
    }
    if (low > high) return [0, 1];
    const top = this.#outliers.checked ? high : Math.min(high, usual);
    const margin = (top - low) * 0.05 || top * 0.01 || 1;
    return [Math.max(0, low - margin), top + margin];
  }

  #label(count: number): string {
    const { grid } = this.#shown;
    const how = grid.width === 1 ? 'each drawn' : `${grid.width} in each column`;
    return `${formatCount(count)} samples in the order measured, ${how}; the table below holds the values`;
  }

  #describe(index: number): TooltipLine[] {
    const { grid } = this.#shown;
    const benchmark = this.#benchmark;
    if (benchmark === null || index >= grid.count) return [];
    const start = Math.max(0, grid.from + index * grid.width);
    const place = benchmark.series.head.locate(start) ?? benchmark.series.base.locate(start);
    const range = grid.width === 1 ? '' : ` to ${formatCount(start + grid.width - 1)}`;
    const lines: TooltipLine[] = [{ name: `sample ${formatCount(start)}${range}`, value: '' }];
    if (place)
      lines.push({ name: 'round', value: `${place.round + 1}, number ${formatCount(place.number)}` });
    for (const variant of VARIANTS) {
      const { low, middle, high } = this.#shown[variant];
      const [lowest, typical, highest] = [low[index], middle[index], high[index]];
      if (lowest == null || typical == null || highest == null) continue;
      if (grid.width === 1) lines.push({ name: variant, value: formatExactTime(typical), variant });
      else {
        lines.push({ name: variant, value: formatTime(typical), variant });
        lines.push({ name: 'range', value: `${formatTime(lowest)} – ${formatTime(highest)}`, variant });
      }
    }
    return lines;
  }
}

function middleSeries(variant: Variant, palette: () => Palette): uPlot.Series {
  const line = uPlot.paths.linear?.();
  // Single samples are dots: a line between them would only show noise.
  const single = (plot: uPlot) => (plot.data[0]?.[1] ?? 0) - (plot.data[0]?.[0] ?? 0) === 1;
  return {
    stroke: () => palette()[variant],
    width: 1.25,
    paths: (plot, series, from, to) => (single(plot) ? null : (line?.(plot, series, from, to) ?? null)),
    points: { show: (plot) => single(plot), size: 3, width: 0, fill: () => palette()[variant] },
  };
}

function noteOf(benchmark: BenchmarkModel, grid: ColumnGrid): string {
  const { head } = benchmark.series;
  const parts = [grid.width === 1 ? 'each sample' : `low, middle, high of ${formatCount(grid.width)}`];
  if (head.keptFrom > 0) parts.push(`newest ${formatCount(head.count - head.keptFrom)} kept exactly`);
  if (benchmark.missedUncounted) parts.push(`${formatCount(benchmark.missedCount)} or more not received`);
  else if (benchmark.missedCount > 0) parts.push(`${formatCount(benchmark.missedCount)} not received`);
  return parts.join(' · ');
}
