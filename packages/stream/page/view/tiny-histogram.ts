import { formatTime } from '@perf-suite/page-parts/format-values';
import { setAttributes, svgElement } from '@perf-suite/page-parts/view/element';
import type { Variant } from '@perf-suite/schema';
import { bulkRange, type TimeRange } from '../model/distribution.js';
import type { BenchmarkModel } from '../model/run-model.js';

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
    const range = bulkRange(benchmark);
    if (range === null) return;
    setAttributes(this.#head, { d: outline(binned(benchmark, 'head', range), 'filled') });
    setAttributes(this.#base, { d: outline(binned(benchmark, 'base', range), 'open') });
    const label = `samples from ${formatTime(range.lowNs)} to ${formatTime(range.highNs)}`;
    setAttributes(this.root, { 'aria-label': label });
  }
}

function binned(benchmark: BenchmarkModel, variant: Variant, range: TimeRange): number[] {
  const counts = new Array<number>(BINS).fill(0);
  const { lowNs, highNs } = range;
  benchmark.series[variant].histogram.forEachBin((value, count) => {
    const bin = Math.floor(((value - lowNs) / (highNs - lowNs)) * BINS);
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
