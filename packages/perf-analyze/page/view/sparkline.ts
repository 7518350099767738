import { svgElement } from '@perf-suite/page-parts/view/element';
import { formatValue } from '../model/format-data.js';

const WIDTH = 120;
const HEIGHT = 24;
const MARGIN = 3;
/** Less than 1 % is no picture of anything. */
const SMALLEST_SPAN = 0.01;

/** Typical values over the time shown as a line; gaps where there was no run. */
export function sparkline(values: readonly (number | null)[], unit: string): SVGElement {
  const known = values.filter((value) => value !== null);
  const [first = 0, last = 0] = [known[0], known.at(-1)];
  const root = svgElement('svg', {
    class: 'sparkline',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    role: 'img',
    'aria-label': `from ${formatValue(first, unit)} to ${formatValue(last, unit)}`,
  });
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const span = Math.max(high - low, SMALLEST_SPAN * high, Number.MIN_VALUE);
  const middle = (low + high) / 2;
  const step = (WIDTH - 2 * MARGIN) / Math.max(1, values.length - 1);
  const x = (i: number) => (MARGIN + i * step).toFixed(1);
  const y = (value: number) => (HEIGHT / 2 - ((value - middle) / span) * (HEIGHT - 2 * MARGIN)).toFixed(1);
  let path = '';
  values.forEach((value, i) => {
    if (value === null) return;
    path += `${i > 0 && values[i - 1] !== null ? 'L' : 'M'}${x(i)},${y(value)}`;
  });
  root.append(svgElement('path', { class: 'sparkline-line', d: path }));
  const lastPlace = values.findLastIndex((value) => value !== null);
  if (lastPlace >= 0) {
    root.append(svgElement('circle', { class: 'sparkline-now', cx: x(lastPlace), cy: y(last), r: 2.2 }));
  }
  return root;
}
