import { element } from '@perf-suite/page-parts/view/element';
import type { Percentile } from '../model/benchmark-history.js';
import type { ComparedRow } from '../model/compare-commits.js';
import { formatValue } from '../model/format-data.js';
import { benchmarkHash } from '../route.js';
import { benchmarkName } from './benchmark-name.js';
import { changeCell } from './change-cell.js';
import { ratioInterval } from './ratio-interval.js';

const TONES: Readonly<Record<ComparedRow['word'], string>> = {
  slower: 'regressed',
  faster: 'improved',
  'no clear change': 'unchanged',
  'only before': 'inconclusive',
  'only after': 'inconclusive',
};
const GLYPHS: Readonly<Record<ComparedRow['word'], string>> = {
  slower: '▼',
  faster: '▲',
  'no clear change': '=',
  'only before': '–',
  'only after': '+',
};

/** The head of the table of compared benchmarks. */
export function comparedHead(): HTMLElement {
  const titles = [
    ['Benchmark', 'name'],
    ['Before', 'number'],
    ['After', 'number'],
    ['faster · 0 · slower', 'interval-cell'],
    ['Change', 'number'],
    ['', 'word'],
  ] as const;
  const cells = titles.map(([title, name]) =>
    element(
      'th',
      { scope: 'col', role: 'columnheader', class: name },
      title === '' ? hiddenText('Result') : title,
    ),
  );
  return element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...cells));
}

function hiddenText(text: string): HTMLElement {
  return element('span', { class: 'visually-hidden' }, text);
}

/** One benchmark of two commits. */
export function comparedRow(
  { row, before, after, ratio, word }: ComparedRow,
  context: { readonly folder: string; readonly percentile: Percentile; readonly reach: number },
): HTMLElement {
  const { folder, percentile, reach } = context;
  const href = benchmarkHash(folder, row.key, { percentile, zoom: null, run: null });
  const value = (label: string, number: number | null) =>
    element('td', { role: 'cell', class: 'number', 'data-label': label }, formatValue(number, row.unit));
  const change = changeCell(ratio, row.better, 'change');
  change.setAttribute('data-verdict', TONES[word]);
  return element(
    'tr',
    { role: 'row', 'data-benchmark': row.key, 'data-verdict': TONES[word] },
    element('th', { scope: 'row', role: 'rowheader', class: 'name' }, benchmarkName(row.benchmark, href)),
    value('before', before),
    value('after', after),
    element(
      'td',
      { role: 'cell', class: 'interval-cell' },
      ratio === null ? '' : ratioInterval(ratio, { better: row.better, reach }),
    ),
    change,
    element(
      'td',
      { role: 'cell', class: 'word' },
      element(
        'span',
        { class: 'badge', 'data-verdict': TONES[word] },
        element('span', { class: 'badge-glyph', 'aria-hidden': 'true' }, GLYPHS[word]),
        word,
      ),
    ),
  );
}
