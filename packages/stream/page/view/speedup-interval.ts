import { formatChange, formatConfidence, formatSpeedup } from '@perf-suite/page-parts/format-values';
import { setAttributes, svgElement } from '@perf-suite/page-parts/view/element';
import { rowVerdict } from '../model/overview-rows.js';
import type { BenchmarkModel } from '../model/run-model.js';
import { type ShownSpeedup, shownSpeedup } from '../model/shown-speedup.js';

const WIDTH = 168;
const HEIGHT = 22;
const PAD = 5;

/**
 * Returns how far from 1 the shared axis of all intervals reaches, on the log scale: three minimum
 * effects at least, and what the points need, but never beyond a factor of four.
 */
export function sharedReach(benchmarks: readonly BenchmarkModel[]): number {
  let reach = 0;
  for (const benchmark of benchmarks) {
    reach = Math.max(reach, 3 * Math.log1p(benchmark.minimumEffect));
    const estimate = shownSpeedup(benchmark)?.estimate;
    if (estimate) reach = Math.max(reach, Math.abs(Math.log(estimate.point)) * 1.25);
  }
  return Math.min(reach, Math.log(4));
}

/** Returns the place of a speedup ratio on the axis, in pixels; slower is left. */
function place(ratio: number, reach: number): number {
  const share = (Math.log(ratio) / reach + 1) / 2;
  return PAD + Math.max(0, Math.min(1, share)) * (WIDTH - 2 * PAD);
}

/** A benchmark's speedup with its interval, drawn against the minimum effect. */
export class SpeedupInterval {
  readonly root = svgElement('svg', {
    class: 'interval',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    role: 'img',
  });
  readonly #axis = svgElement('line', {
    class: 'interval-axis',
    x1: PAD,
    x2: WIDTH - PAD,
    y1: HEIGHT / 2,
    y2: HEIGHT / 2,
  });
  readonly #band = svgElement('rect', { class: 'interval-band', y: 0, height: HEIGHT });
  readonly #one = svgElement('line', { class: 'interval-one', y1: 0, y2: HEIGHT });
  readonly #line = svgElement('line', { class: 'interval-line', y1: HEIGHT / 2, y2: HEIGHT / 2 });
  readonly #point = svgElement('circle', { class: 'interval-point', cy: HEIGHT / 2, r: 3.5 });

  constructor() {
    this.root.append(this.#axis, this.#band, this.#one, this.#line, this.#point);
  }

  update(benchmark: BenchmarkModel, reach: number): void {
    const shown = shownSpeedup(benchmark);
    const effect = Math.log1p(benchmark.minimumEffect);
    const left = place(Math.exp(-effect), reach);
    setAttributes(this.#band, { x: left, width: place(Math.exp(effect), reach) - left });
    setAttributes(this.#one, { x1: place(1, reach), x2: place(1, reach) });
    setAttributes(this.root, {
      'data-verdict': rowVerdict(benchmark),
      'data-empty': shown === null,
      'data-provisional': shown !== null && shown.provisionalRounds !== null,
      'aria-label': describe(shown),
    });
    if (shown === null) return;
    const { estimate } = shown;
    setAttributes(this.#line, { x1: place(estimate.lower, reach), x2: place(estimate.upper, reach) });
    setAttributes(this.#point, { cx: place(estimate.point, reach) });
  }
}

function describe(shown: ShownSpeedup | null): string {
  if (shown === null) return 'not compared yet';
  const { point, lower, upper, confidence } = shown.estimate;
  const soFar = shown.provisionalRounds === null ? '' : `so far, after ${shown.provisionalRounds} rounds, `;
  const interval = `${formatSpeedup(lower)} to ${formatSpeedup(upper)}`;
  return `${soFar}${formatChange(point)}: speedup ${formatSpeedup(point)}, ${formatConfidence(confidence)} interval ${interval}`;
}
