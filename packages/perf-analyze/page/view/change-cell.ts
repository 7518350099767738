import { NO_VALUE } from '@perf-suite/page-parts/format-values';
import { element } from '@perf-suite/page-parts/view/element';
import type { SiteRatio } from '../../src/site/site-data.js';
import { formatBounds, formatSigned, toneOf } from '../model/format-data.js';

/** A change with its interval, in the colour of what it surely is. */
export function changeCell(ratio: SiteRatio | null, label: string): HTMLElement {
  return element(
    'td',
    { role: 'cell', class: 'change number', 'data-label': label, 'data-verdict': toneOf(ratio) },
    element('span', { class: 'change-main' }, ratio === null ? NO_VALUE : formatSigned(ratio[0])),
    element('span', { class: 'change-bounds' }, ratio === null ? '' : formatBounds(ratio)),
  );
}
