import { svgElement } from '@perf-suite/page-parts/view/element';
import type { SiteRatio } from '../../src/site/site-data.js';
import { changeOfValues, formatBounds, formatSigned } from '../model/format-data.js';

const WIDTH = 160;
const HEIGHT = 18;
const MIDDLE = HEIGHT / 2;

/** A change and its interval as a picture on a scale that all rows share: to the right is slower. */
export function ratioInterval(
  ratio: SiteRatio,
  { better, reach }: { readonly better: 'lower' | 'higher'; readonly reach: number },
): SVGElement {
  const x = (value: number): number => {
    const share = Math.max(-1, Math.min(1, Math.log1p(value) / reach));
    return WIDTH / 2 + share * (WIDTH / 2 - 4);
  };
  const [point, lower, upper] = ratio;
  const shown = changeOfValues(ratio, better);
  return svgElement(
    'svg',
    {
      class: 'interval',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      role: 'img',
      'aria-label': `${formatSigned(shown[0])}, ${formatBounds(shown)}`,
    },
    svgElement('line', { class: 'interval-axis', x1: 0, x2: WIDTH, y1: MIDDLE, y2: MIDDLE }),
    svgElement('line', { class: 'interval-one', x1: WIDTH / 2, x2: WIDTH / 2, y1: 1, y2: HEIGHT - 1 }),
    svgElement('line', { class: 'interval-line', x1: x(lower), x2: x(upper), y1: MIDDLE, y2: MIDDLE }),
    svgElement('circle', { class: 'interval-point', cx: x(point), cy: MIDDLE, r: 3.5 }),
  );
}

/** Returns how far the scale reaches, as a log: most of the intervals, and at least 5 %. */
export function reachOf(ratios: readonly SiteRatio[]): number {
  const sizes = ratios
    .map((ratio) => Math.max(...ratio.map((value) => Math.abs(Math.log1p(value)))))
    .sort((a, b) => a - b);
  const most = sizes[Math.floor(0.95 * (sizes.length - 1))] ?? 0;
  return Math.max(most, Math.log1p(0.05));
}
