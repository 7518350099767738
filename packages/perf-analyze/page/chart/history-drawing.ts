import type { Palette } from '@perf-suite/page-parts/chart/palette';
import type uPlot from 'uplot';
import type { SiteChange } from '../../src/site/site-data.js';
import { changeGlyph, changeTone, formatSigned } from '../model/format-data.js';
import type { Level } from '../model/levels.js';

const FONT_PX = 11;

/** Draws a line for each change before its first run, with its size above it where there is room. */
export function drawChanges(
  plot: uPlot,
  palette: Palette,
  shown: { readonly changes: readonly SiteChange[]; readonly placeOf: (change: SiteChange) => number },
): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.font = `600 ${FONT_PX * scale}px system-ui, sans-serif`;
  ctx.lineWidth = scale;
  let freeFrom = Number.NEGATIVE_INFINITY;
  for (const change of shown.changes) {
    const x = Math.round(plot.valToPos(shown.placeOf(change) - 0.5, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const colour = colourOf(change, palette);
    ctx.strokeStyle = colour;
    ctx.setLineDash(change.kind === 'machine' ? [2 * scale, 4 * scale] : [5 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const text = labelOf(change);
    const width = ctx.measureText(text).width;
    const fitsRight = x + 5 * scale + width <= bbox.left + bbox.width;
    const left = fitsRight ? x + 5 * scale : x - 5 * scale - width;
    if (left < freeFrom) continue;
    ctx.fillStyle = colour;
    ctx.fillText(text, left, bbox.top + (FONT_PX + 2) * scale);
    freeFrom = left + width + 8 * scale;
  }
  ctx.setLineDash([]);
}

/** Draws the level between changes over the values. */
export function drawLevels(plot: uPlot, palette: Palette, levels: readonly Level[]): void {
  const { ctx } = plot;
  ctx.strokeStyle = palette.text;
  ctx.lineWidth = 1.75 * devicePixelRatio;
  for (const { from, to, start, end } of levels) {
    ctx.beginPath();
    ctx.moveTo(plot.valToPos(from - 0.5, 'x', true), plot.valToPos(start, 'y', true));
    ctx.lineTo(plot.valToPos(to - 0.5, 'x', true), plot.valToPos(end, 'y', true));
    ctx.stroke();
  }
}

/** Draws a ring around the run that is picked. */
export function drawPicked(
  plot: uPlot,
  palette: Palette,
  { place, value }: { readonly place: number; readonly value: number },
): void {
  const { ctx } = plot;
  ctx.strokeStyle = palette.text;
  ctx.fillStyle = palette.panel;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.beginPath();
  ctx.arc(
    plot.valToPos(place, 'x', true),
    plot.valToPos(value, 'y', true),
    5 * devicePixelRatio,
    0,
    2 * Math.PI,
  );
  ctx.fill();
  ctx.stroke();
}

function labelOf(change: SiteChange): string {
  const size = change.kind === 'modes' ? '' : ` ${formatSigned(change.shown)}`;
  return `${changeGlyph(change)}${size}`;
}

function colourOf(change: SiteChange, palette: Palette): string {
  const tone = changeTone(change);
  if (tone === 'regressed') return palette.regressed;
  if (tone === 'improved') return palette.improved;
  return tone === 'inconclusive' ? palette.warning : palette.soft;
}
