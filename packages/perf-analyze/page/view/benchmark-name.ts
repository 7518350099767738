import { element } from '@perf-suite/page-parts/view/element';
import { namePartsOf } from '../model/format-data.js';

/** Names can be as long as a file allows: more than this is shown where there is room for it. */
const MOST_SHOWN = 160;

/** A benchmark's name as a link, with its file below; all of it as text, whatever it holds. */
export function benchmarkName(benchmark: string, href: string | null): HTMLElement {
  const { file, group, name } = namePartsOf(benchmark);
  const link = element(
    href === null ? 'span' : 'a',
    { href, title: shortened(benchmark) === benchmark ? null : benchmark.slice(0, 2_000) },
    element('span', { class: 'group' }, shortened(group)),
    element('span', { class: 'own-name' }, shortened(name)),
  );
  return element(
    'div',
    { class: 'benchmark-name' },
    link,
    file === '' ? null : element('span', { class: 'file' }, shortened(file)),
  );
}

export function shortened(text: string): string {
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`;
}
