import { element } from '@perf-suite/page-parts/view/element';
import type { SiteData } from '../../src/site/site-data.js';
import { formatMinute } from '../model/format-data.js';
import type { ShownRun } from '../model/run-table.js';
import { shortened } from './benchmark-name.js';
import { commitLink, reportLink } from './external-link.js';

/** A name and its value, as the pages list facts. */
export function fact(name: string, ...value: (Node | string)[]): HTMLElement {
  return element('div', { class: 'fact' }, element('dt', {}, name), element('dd', {}, ...value));
}

/** What is known of a run: when, of which commit, where, and where its report is. */
export function runFacts(
  links: SiteData['links'],
  run: ShownRun,
  more: readonly HTMLElement[] = [],
): HTMLElement {
  const report = reportLink(links, run);
  return element(
    'dl',
    { class: 'facts run-facts' },
    fact('measured', formatMinute(run.startedAtMs)),
    fact('commit', commitLink(links, run.commit)),
    ...more,
    fact('run', shortened(run.id)),
    ...(run.tool === '' ? [] : [fact('by', shortened(run.tool))]),
    ...(run.baseline === null ? [] : [fact('compared with', shortened(run.baseline))]),
    ...(run.remarks.length === 0 ? [] : [fact('remarks', run.remarks.join(', '))]),
    fact('machine', shortened(run.machine)),
    ...(report === null ? [] : [fact('details', report)]),
  );
}
