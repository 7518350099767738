import type { Palette } from '@perf-suite/page-parts/chart/palette';
import type uPlot from 'uplot';
import { VARIANTS } from '../model/distribution.js';
import type { ColumnGrid, Stretch, ThinnedSeries } from '../model/sample-series.js';

/** What of the samples is drawn: columns, and what each holds. */
export interface ShownSamples {
  readonly grid: ColumnGrid;
  readonly base: ThinnedSeries;
  readonly head: ThinnedSeries;
}

const NOTHING: ThinnedSeries = { low: [], middle: [], high: [] };
export const NO_SAMPLES: ShownSamples = {
  grid: { from: 0, width: 1, count: 0 },
  base: NOTHING,
  head: NOTHING,
};

/** Draws each column's range as a stem: dense ones make a band, and a lone outlier stays a thin line. */
export function drawRanges(plot: uPlot, palette: Palette, shown: ShownSamples): void {
  const { grid } = shown;
  if (grid.width === 1) return;
  const { ctx, bbox } = plot;
  const columnPx = plot.valToPos(grid.from + grid.width, 'x', true) - plot.valToPos(grid.from, 'x', true);
  const stemPx = Math.max(1, Math.min(columnPx, 2 * devicePixelRatio));
  for (const variant of VARIANTS) {
    ctx.fillStyle = variant === 'base' ? palette.baseSoft : palette.headSoft;
    const { low, high } = shown[variant];
    for (let column = 0; column < grid.count; column++) {
      const [from, to] = [low[column], high[column]];
      if (from == null || to == null) continue;
      const x = plot.valToPos(middleOf(grid, column), 'x', true) - stemPx / 2;
      const top = Math.max(bbox.top, plot.valToPos(to, 'y', true));
      ctx.fillRect(x, top, stemPx, plot.valToPos(from, 'y', true) - top);
    }
  }
}

/** Marks where rounds begin and where samples are missing. */
export function drawStretches(plot: uPlot, palette: Palette, stretches: readonly Stretch[]): void {
  const { ctx, bbox } = plot;
  ctx.lineWidth = devicePixelRatio;
  let labelledTo = Number.NEGATIVE_INFINITY;
  stretches.forEach((stretch, index) => {
    const x = Math.round(plot.valToPos(stretch.start, 'x', true)) + 0.5;
    const lost = isAfterGap(stretch, stretches[index - 1]);
    ctx.strokeStyle = lost ? palette.warning : palette.strong;
    ctx.setLineDash(lost ? [3, 3] : []);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (x < labelledTo) return;
    ctx.fillStyle = lost ? palette.warning : palette.soft;
    ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
    const text = lost ? 'gap' : `r${stretch.round + 1}`;
    ctx.fillText(text, x + 3 * devicePixelRatio, bbox.top + 17 * devicePixelRatio);
    labelledTo = x + 26 * devicePixelRatio;
  });
  ctx.setLineDash([]);
}

/** Marks columns that reach beyond the top, so that leaving outliers out is never silent. */
export function drawClipped(plot: uPlot, palette: Palette, shown: ShownSamples): void {
  const { ctx, bbox } = plot;
  const { grid } = shown;
  const size = 3 * devicePixelRatio;
  const top = plot.scales.y?.max ?? Number.POSITIVE_INFINITY;
  for (const variant of VARIANTS) {
    ctx.fillStyle = palette[variant];
    shown[variant].high.forEach((value, column) => {
      if (value === null || value <= top) return;
      const x = plot.valToPos(middleOf(grid, column), 'x', true);
      ctx.beginPath();
      ctx.moveTo(x - size, bbox.top + size * 1.6);
      ctx.lineTo(x + size, bbox.top + size * 1.6);
      ctx.lineTo(x, bbox.top);
      ctx.fill();
    });
  }
}

/** Returns the position at a column's middle. */
export function middleOf(grid: ColumnGrid, column: number): number {
  return grid.from + column * grid.width + (grid.width - 1) / 2;
}

function isAfterGap(stretch: Stretch, before: Stretch | undefined): boolean {
  return (
    before !== undefined && before.round === stretch.round && stretch.first > before.first + before.count
  );
}
