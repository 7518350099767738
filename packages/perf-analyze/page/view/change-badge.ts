import { element } from '@perf-suite/page-parts/view/element';
import type { SiteChange } from '../../src/site/site-data.js';
import { changeGlyph, changeTone } from '../model/format-data.js';

/** What happened, with its glyph in its colour: `▼ slower`. */
export function changeBadge(change: SiteChange, text: string = change.what): HTMLElement {
  return element(
    'span',
    { class: 'badge', 'data-verdict': changeTone(change) },
    element('span', { class: 'badge-glyph', 'aria-hidden': 'true' }, changeGlyph(change)),
    text,
  );
}
