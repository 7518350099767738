import uPlot from 'uplot';
import { element, setAttributes } from '../view/element.js';
import { type Palette, readPalette } from './palette.js';
import { Tooltip, type TooltipLine } from './tooltip.js';

export type AxisRange = readonly [number, number];

export interface PlotData {
  readonly values: uPlot.AlignedData;
  readonly x: AxisRange;
  readonly y: AxisRange;
}

export interface PlotOptions {
  /** Pixels of the style sheet. */
  readonly height: number;
  /** Without the x series. Colours are functions, so that they follow the theme. */
  readonly series: (palette: () => Palette) => uPlot.Series[];
  readonly bands?: (palette: () => Palette) => uPlot.Band[];
  readonly formatX: (value: number) => string;
  /** @param span height of the axis, so that it can be seen how many digits tell the ticks apart */
  readonly formatY: (value: number, span: number) => string;
  /** Exact values at a point of the data; empty shows nothing. */
  readonly describe: (index: number) => readonly TooltipLine[];
  /** Ticks only at whole x: rounds, runs. */
  readonly wholeX?: boolean;
  /** Least pixels between two ticks of x, where their texts are long. */
  readonly spaceX?: number;
  /** Ticks at round numbers of KiB, MiB and so on. */
  readonly bytesY?: boolean;
  readonly drawUnder?: (plot: uPlot, palette: Palette) => void;
  readonly drawOver?: (plot: uPlot, palette: Palette) => void;
  /** Called when the width changed: there is room for more or fewer columns. */
  readonly onResize?: () => void;
  /** With it, dragging selects a stretch of x, and a double click or null goes back to all. */
  readonly onZoom?: (range: AxisRange | null) => void;
  /** With it, a click or Enter picks the point at the cursor. */
  readonly onPick?: (index: number) => void;
}

const WHOLE_STEPS = [1, 10, 100, 1_000, 10_000].flatMap((power) => [power, 2 * power, 5 * power]);
/** A click that moved further than this was a drag. */
const CLICK_PX = 4;
const AXIS_FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** A chart on a canvas that follows size and theme, and that mouse, touch and keyboard can read. */
export class Plot {
  readonly root = element('div', { class: 'plot', tabindex: 0, role: 'img' });
  readonly #options: PlotOptions;
  readonly #plot: uPlot;
  readonly #tooltip: Tooltip;
  #palette = readPalette();
  #x: AxisRange = [0, 1];
  #y: AxisRange = [0, 1];
  #observer: ResizeObserver;

  constructor(options: PlotOptions) {
    this.#options = options;
    this.#plot = new uPlot(this.#settings(), [[]], this.root);
    this.#tooltip = new Tooltip(this.#plot, options.describe);
    this.#observer = new ResizeObserver(() => this.#fit());
    this.#observer.observe(this.root);
    this.root.addEventListener('keydown', (event) => this.#key(event));
    this.#pickOnClick();
    this.root.addEventListener('blur', () => this.#tooltip.hide());
  }

  set(data: PlotData, label: string): void {
    this.#x = data.x;
    this.#y = data.y;
    setAttributes(this.root, { 'aria-label': label });
    this.#plot.setData(data.values, true);
    this.#tooltip.refresh();
  }

  recolour(): void {
    this.#palette = readPalette();
    this.#plot.redraw(false, true);
  }

  /** Zooms around the cursor, or the middle; 0.5 shows half as much. */
  zoomBy(factor: number): void {
    const [from, to] = this.#x;
    const index = this.#plot.cursor.idx;
    const centre = index == null ? (from + to) / 2 : (this.#plot.data[0]?.[index] ?? (from + to) / 2);
    const half = ((to - from) / 2) * factor;
    this.#zoom([centre - half, centre + half]);
  }

  /** Width of the whole chart, in pixels of the style sheet. */
  get width(): number {
    return this.#plot.width;
  }

  get canvas(): HTMLCanvasElement {
    return this.#plot.ctx.canvas;
  }

  #settings(): uPlot.Options {
    const { height, series, bands, onZoom, drawUnder, drawOver } = this.#options;
    const palette = () => this.#palette;
    return {
      width: 300,
      height,
      padding: [10, 12, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [...this.#x] as [number, number] },
        y: { range: () => [...this.#y] as [number, number] },
      },
      axes: this.#axes(),
      series: [{}, ...series(palette)],
      bands: bands?.(palette) ?? [],
      cursor: {
        y: false,
        points: { size: 7, width: 1.5 },
        drag: { x: onZoom !== undefined, y: false, setScale: false },
        bind: { dblclick: () => () => this.#zoom(null) },
      },
      hooks: {
        drawClear: [(plot) => drawUnder && clipped(plot, () => drawUnder(plot, this.#palette))],
        draw: [(plot) => drawOver && clipped(plot, () => drawOver(plot, this.#palette))],
        setCursor: [() => this.#tooltip?.refresh()],
        setSelect: [(plot) => this.#selected(plot)],
      },
    };
  }

  #axes(): uPlot.Axis[] {
    const { formatX, formatY, wholeX, spaceX = 28, bytesY } = this.#options;
    const common: uPlot.Axis = {
      stroke: () => this.#palette.soft,
      font: AXIS_FONT,
      grid: { stroke: () => this.#palette.line, width: 1 },
      ticks: { show: false },
    };
    const x: uPlot.Axis = { ...common, size: 26, gap: 4, values: (_, ticks) => ticks.map(formatX) };
    if (wholeX) Object.assign(x, { incrs: WHOLE_STEPS, space: spaceX });
    const y: uPlot.Axis = {
      ...common,
      gap: 6,
      size: (plot, labels) => axisWidth(plot, labels),
      values: (_, ticks) => ticks.map((tick) => formatY(tick, this.#y[1] - this.#y[0])),
    };
    if (bytesY) y.incrs = Array.from({ length: 45 }, (_, power) => 2 ** power);
    return [x, y];
  }

  #selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const range = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')] as const;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#zoom(range);
  }

  #pickOnClick(): void {
    const { over } = this.#plot;
    let downX = 0;
    over.addEventListener('mousedown', (event) => {
      downX = event.clientX;
    });
    over.addEventListener('click', (event) => {
      if (Math.abs(event.clientX - downX) < CLICK_PX) this.#pick();
    });
  }

  #pick(): void {
    const index = this.#plot.cursor.idx;
    if (index != null) this.#options.onPick?.(index);
  }

  #zoom(range: AxisRange | null): null {
    this.#options.onZoom?.(range);
    return null;
  }

  #fit(): void {
    const width = this.root.clientWidth;
    if (width === 0 || width === this.#plot.width) return;
    this.#plot.setSize({ width, height: this.#options.height });
    this.#options.onResize?.();
  }

  #key(event: KeyboardEvent): void {
    const last = (this.#plot.data[0]?.length ?? 0) - 1;
    const at = this.#plot.cursor.idx ?? null;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: at === null ? last : at - 1,
      ArrowRight: at === null ? 0 : at + 1,
      Home: 0,
      End: last,
    };
    const to = steps[event.key];
    if (to !== undefined && last >= 0) {
      event.preventDefault();
      this.#moveTo(Math.max(0, Math.min(last, to)));
    } else if (event.key === 'Enter') {
      this.#pick();
    } else if (event.key === '+' || event.key === '-') {
      this.zoomBy(event.key === '+' ? 0.5 : 2);
    } else if (event.key === 'Escape' && this.#tooltip.shown) {
      event.preventDefault();
      this.#plot.setCursor({ left: -10, top: -10 });
    }
  }

  #moveTo(index: number): void {
    const left = this.#plot.valToPos(this.#plot.data[0]?.[index] ?? 0, 'x');
    this.#plot.setCursor({ left, top: this.#plot.over.clientHeight / 2 });
  }
}

/** Draws inside the plotting area only. */
function clipped(plot: uPlot, draw: () => void): void {
  const { left, top, width, height } = plot.bbox;
  plot.ctx.save();
  plot.ctx.beginPath();
  plot.ctx.rect(left, top, width, height);
  plot.ctx.clip();
  plot.ctx.textAlign = 'left';
  plot.ctx.textBaseline = 'alphabetic';
  plot.ctx.setLineDash([]);
  draw();
  plot.ctx.restore();
}

function axisWidth(plot: uPlot, labels: readonly string[] | null): number {
  if (labels === null || labels.length === 0) return 48;
  plot.ctx.save();
  plot.ctx.font = AXIS_FONT;
  const widest = Math.max(...labels.map((label) => plot.ctx.measureText(label).width));
  plot.ctx.restore();
  return Math.ceil(widest) + 14;
}
