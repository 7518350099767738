import { NO_VALUE } from '@perf-suite/page-parts/format-values';
import { element } from '@perf-suite/page-parts/view/element';
import type { SiteRatio } from '../../src/site/site-data.js';
import { changeOfValues, formatBounds, formatSigned, toneOf } from '../model/format-data.js';

/** How the values of a benchmark changed with the interval, in the colour of what that surely is. */
export function changeCell(ratio: SiteRatio | null, better: 'lower' | 'higher', label: string): HTMLElement {
  const shown = ratio === null ? null : changeOfValues(ratio, better);
  return element(
    'td',
    {
      role: 'cell',
      class: 'change number',
      'data-label': label,
      'data-verdict': toneOf(ratio),
      ...(ratio === null && { title: 'too few runs of this machine, now or that long ago' }),
    },
    element('span', { class: 'change-main' }, shown === null ? NO_VALUE : formatSigned(shown[0])),
    element('span', { class: 'change-bounds' }, shown === null ? '' : formatBounds(shown)),
  );
}
