import type { Variant } from '@perf-suite/schema';
import { formatTime } from '../model/format-values.js';
import type { BenchmarkModel } from '../model/run-model.js';
import { setAttributes, svgElement } from './element.js';

const WIDTH = 96;
const HEIGHT = 22;
const BINS = 32;

/** The distribution of a benchmark's samples, small: head filled, base as an outline behind it. */
export class TinyHistogram {
  readonly root = svgElement('svg', {
    class: 'tiny-histogram',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    role: 'img',
    'aria-label': 'no samples yet',
  });
  readonly #head = svgElement('path', { class: 'tiny-head' });
  readonly #base = svgElement('path', { class: 'tiny-base' });

  constructor() {
    this.root.append(this.#head, this.#base);
  }

  update(benchmark: BenchmarkModel): void {
    const range = sharedRange(benchmark);
    if (range === null) return;
    setAttributes(this.#head, { d: outline(binned(benchmark, 'head', range), 'filled') });
    setAttributes(this.#base, { d: outline(binned(benchmark, 'base', range), 'open') });
    const [low, high] = range;
    setAttributes(this.root, { 'aria-label': `samples from ${formatTime(low)} to ${formatTime(high)}` });
  }
}

/** Returns the times between which both variants' bulk lies, or null without samples. */
function sharedRange(benchmark: BenchmarkModel): readonly [number, number] | null {
  const bounds = (['head', 'base'] as const).flatMap((variant) => {
    const { histogram } = benchmark.series[variant];
    return histogram.count === 0 ? [] : [histogram.quantiles([0.005, 0.98]) as [number, number]];
  });
  if (bounds.length === 0) return null;
  const low = Math.min(...bounds.map(([lower]) => lower));
  const high = Math.max(...bounds.map(([, upper]) => upper));
  return high > low ? [low, high] : [low * 0.99, high * 1.01 + 1e-9];
}

function binned(benchmark: BenchmarkModel, variant: Variant, range: readonly [number, number]): number[] {
  const counts = new Array<number>(BINS).fill(0);
  const [low, high] = range;
  benchmark.series[variant].histogram.forEachBin((value, count) => {
    const bin = Math.floor(((value - low) / (high - low)) * BINS);
    if (bin >= 0 && bin <= BINS) {
      const slot = Math.min(bin, BINS - 1);
      counts[slot] = (counts[slot] as number) + count;
    }
  });
  return counts;
}

function outline(counts: readonly number[], kind: 'filled' | 'open'): string {
  const most = Math.max(...counts);
  if (most === 0) return '';
  const step = WIDTH / BINS;
  const points = counts.map((count, bin) => {
    const y = (HEIGHT - 1 - (count / most) * (HEIGHT - 2)).toFixed(1);
    return `${(bin * step).toFixed(1)},${y} ${((bin + 1) * step).toFixed(1)},${y}`;
  });
  return kind === 'filled'
    ? `M0,${HEIGHT} L${points.join(' ')} ${WIDTH},${HEIGHT} Z`
    : `M${points.join(' L')}`;
}
