import { element } from '@perf-suite/page-parts/view/element';
import { foundOnlyAt, type LiveEventOf, type Verdict, verdictWords } from '@perf-suite/schema';

/** Each verdict has its own glyph, so that colour is never all there is. */
const GLYPHS: Readonly<Record<Verdict, string>> = {
  regressed: '▼',
  accepted: '▽',
  improved: '▲',
  unchanged: '=',
  'same-code': '=',
  inconclusive: '?',
  missing: '−',
  new: '+',
  incomparable: '≠',
  failed: '✕',
};

export function verdictGlyph(verdict: Verdict): string {
  return GLYPHS[verdict];
}

/** Returns a badge with glyph and words; its colour follows verdict and severity. */
export function verdictBadge(verdict: Verdict, decision: LiveEventOf<'verdict'> | null): HTMLElement {
  const severity = decision?.severity ?? null;
  const at = decision === null ? null : foundOnlyAt(decision);
  const words = `${verdictWords(verdict)}${at === null ? '' : ` at ${at}`}`;
  return element(
    'span',
    { class: 'badge', 'data-verdict': verdict, 'data-severity': severity },
    element('span', { class: 'badge-glyph', 'aria-hidden': 'true' }, GLYPHS[verdict]),
    element('span', {}, severity === 'critical' ? `${words}, critical` : words),
  );
}
