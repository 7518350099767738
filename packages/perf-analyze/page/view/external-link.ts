import { element } from '@perf-suite/page-parts/view/element';
import type { SiteData } from '../../src/site/site-data.js';
import { shortCommit } from '../model/format-data.js';

type Links = SiteData['links'];

/** A commit, as a link where the site knows where commits are. */
export function commitLink(links: Links, commit: string | null): HTMLElement {
  const text = element('code', { title: commit }, shortCommit(commit));
  if (commit === null || links.commit === null) return text;
  return outward(filled(links.commit, { commit }), text);
}

/** The commits between two runs: `1a2b3c4..5d6e7f8`. */
export function rangeLink(
  links: Links,
  { after, at, text }: { readonly after: string | null; readonly at: string | null; readonly text: string },
): HTMLElement {
  const shown = element('code', {}, text);
  if (after === null || at === null || links.range === null) return shown;
  if (after === at) return commitLink(links, at);
  return outward(filled(links.range, { after, at }), shown);
}

/** Where the report of a run is; null where nobody said. */
export function reportLink(
  links: Links,
  { id, commit }: { readonly id: string; readonly commit: string | null },
): HTMLElement | null {
  if (links.report === null) return null;
  if (links.report.includes('{commit}') && commit === null) return null;
  const link = outward(filled(links.report, { run: id, commit: commit ?? '' }), 'Report');
  link.classList.add('small-button');
  return link;
}

function outward(href: string, text: HTMLElement | string): HTMLElement {
  return element('a', { class: 'outward', href, rel: 'noreferrer' }, text);
}

/** Names of others stay one part of the address. */
function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? encodeURIComponent(values[name] ?? '') : whole,
  );
}
