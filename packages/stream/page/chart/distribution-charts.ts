import { csvLine } from '@perf-suite/page-parts/chart/download';
import type { Palette } from '@perf-suite/page-parts/chart/palette';
import { Panel } from '@perf-suite/page-parts/chart/panel';
import { Plot } from '@perf-suite/page-parts/chart/plot';
import {
  formatExactTime,
  formatShare,
  formatTime,
  formatTimeTick,
} from '@perf-suite/page-parts/format-values';
import uPlot from 'uplot';
import {
  bulkRange,
  type Curves,
  cumulativeCurves,
  densityCurves,
  type TimeRange,
  VARIANTS,
} from '../model/distribution.js';
import { type BenchmarkModel, labelOf } from '../model/run-model.js';

const HEIGHT_PX = 220;
const BIN_COUNT = 60;
const POINT_COUNT = 240;
const NO_CURVES: Curves = { timesNs: [], base: null, head: null };

interface DistributionKind {
  readonly title: string;
  readonly what: string;
  readonly paths: uPlot.Series.PathBuilder | undefined;
  readonly filled: boolean;
  readonly curves: (benchmark: BenchmarkModel, range: TimeRange) => Curves;
  readonly drawUnder?: (plot: uPlot, palette: Palette) => void;
}

/** Base and head over the same times: as a histogram, or as the share of samples up to each time. */
export class DistributionChart {
  readonly panel: Panel;
  readonly #kind: DistributionKind;
  readonly #plot: Plot;
  #benchmark: BenchmarkModel | null = null;
  #curves: Curves = NO_CURVES;
  #spanNs = 1;

  constructor(kind: DistributionKind) {
    this.#kind = kind;
    const { title, paths, filled, what } = kind;
    this.#plot = new Plot({
      height: HEIGHT_PX,
      series: (palette) =>
        VARIANTS.map((variant) => ({
          stroke: () => palette()[variant],
          width: 1.5,
          points: { show: false },
          ...(paths === undefined ? {} : { paths }),
          ...(filled ? { fill: () => palette()[variant === 'base' ? 'baseSoft' : 'headSoft'] } : {}),
        })),
      formatX: (ns) => formatTimeTick(ns, this.#spanNs),
      formatY: (share, span) => `${(share * 100).toFixed(span < 0.1 ? 1 : 0)} %`,
      describe: (index) => this.#describe(index),
      ...(kind.drawUnder === undefined ? {} : { drawUnder: kind.drawUnder }),
    });
    this.panel = new Panel({
      title,
      plot: this.#plot,
      size: 'half',
      table: () => ({
        head: ['time', `base, ${what}`, `head, ${what}`],
        rows: this.#curves.timesNs.map((timeNs, i) => [
          formatTime(timeNs),
          ...VARIANTS.map((variant) => formatShare(this.#curves[variant]?.[i])),
        ]),
      }),
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
    const range = this.#benchmark === null ? null : bulkRange(this.#benchmark);
    if (this.#benchmark === null || range === null) return;
    const curves = this.#kind.curves(this.#benchmark, range);
    this.#curves = curves;
    this.#spanNs = range.highNs - range.lowNs;
    const highest = Math.max(...VARIANTS.flatMap((variant) => curves[variant] ?? []));
    const x = [...curves.timesNs];
    const values = [x, ...VARIANTS.map((variant) => curves[variant] ?? x.map(() => null))];
    const y: [number, number] = this.#kind.filled ? [0, highest * 1.08 || 1] : [0, 1.02];
    const bounds = `${formatTime(range.lowNs)} to ${formatTime(range.highNs)}`;
    this.#plot.set(
      { values: values as unknown as uPlot.AlignedData, x: [range.lowNs, range.highNs], y },
      `${this.#kind.title} of the samples from ${bounds}`,
    );
    this.panel.setNote(outsideNote(this.#benchmark, range));
    this.panel.refreshTable();
  }

  #describe(index: number) {
    const timeNs = this.#curves.timesNs[index];
    if (timeNs === undefined) return [];
    const name = this.#kind.filled ? 'from' : 'up to';
    return [
      { name, value: formatExactTime(timeNs) },
      ...VARIANTS.flatMap((variant) => {
        const share = this.#curves[variant]?.[index];
        return share === undefined ? [] : [{ name: variant, value: formatShare(share), variant }];
      }),
    ];
  }

  *#lines(): Iterable<string> {
    yield csvLine(['time_ns', 'base_share', 'head_share']);
    for (const [i, timeNs] of this.#curves.timesNs.entries()) {
      yield csvLine([timeNs, ...VARIANTS.map((variant) => this.#curves[variant]?.[i] ?? null)]);
    }
  }
}

export function histogramChart(): DistributionChart {
  return new DistributionChart({
    title: 'Histogram',
    what: 'share of samples',
    paths: uPlot.paths.stepped?.({ align: 1 }),
    filled: true,
    curves: (benchmark, range) => densityCurves(benchmark, range, BIN_COUNT),
  });
}

export function ecdfChart(): DistributionChart {
  return new DistributionChart({
    title: 'ECDF',
    what: 'share up to it',
    paths: uPlot.paths.linear?.(),
    filled: false,
    curves: (benchmark, range) => cumulativeCurves(benchmark, range, POINT_COUNT),
    drawUnder: drawPercentiles,
  });
}

/** Says how many samples lie beyond the axis: a tail that is not drawn is not silent. */
function outsideNote(benchmark: BenchmarkModel, { lowNs, highNs }: TimeRange): string {
  let outside = 0;
  let count = 0;
  for (const variant of VARIANTS) {
    count += benchmark.series[variant].count;
    benchmark.series[variant].histogram.forEachBin((value, binCount) => {
      if (value < lowNs || value > highNs) outside += binCount;
    });
  }
  return outside === 0 ? '' : `${formatShare(outside / count)} beyond the axis`;
}

function drawPercentiles(plot: uPlot, palette: Palette): void {
  const { ctx, bbox } = plot;
  ctx.strokeStyle = palette.strong;
  ctx.fillStyle = palette.soft;
  ctx.lineWidth = devicePixelRatio;
  ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.setLineDash([4, 4]);
  for (const [share, name] of [
    [0.5, 'p50'],
    [0.95, 'p95'],
  ] as const) {
    const y = Math.round(plot.valToPos(share, 'y', true)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(name, bbox.left + 4 * devicePixelRatio, y - 3 * devicePixelRatio);
  }
  ctx.setLineDash([]);
}
