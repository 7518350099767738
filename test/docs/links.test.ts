import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const SKIPPED = new Set(['node_modules', 'dist', '.git', '.perf', '.changeset', 'fixtures']);
const pages = pagesIn(root);

it('every link in the docs leads to a file, and to a heading where it names one', () => {
  expect(pages.length).toBeGreaterThan(30);
  const dead = pages.flatMap((page) =>
    linksIn(page)
      .filter((link) => !leadsSomewhere(page, link))
      .map((link) => `${relative(root, page)}: ${link}`),
  );
  expect(dead).toEqual([]);
});

it("a package's README links only to what the package holds, since npm shows it alone", () => {
  const readmes = pages.filter((page) => /^packages.[^/\\]+.README\.md$/.test(relative(root, page)));
  expect(readmes.length).toBeGreaterThan(4);
  const outside = readmes.flatMap((page) =>
    linksIn(page)
      .filter((link) => relative(dirname(page), join(dirname(page), link)).startsWith('..'))
      .map((link) => `${relative(root, page)}: ${link}`),
  );
  expect(outside).toEqual([]);
});

function pagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : pagesIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** Links and pictures of a page that stay in this repository. */
function linksIn(page: string): string[] {
  const text = readFileSync(page, 'utf8').replace(/```.*?```/gs, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(target)) return false;
  return anchor === undefined || headingsOf(target).includes(anchor);
}

/** The anchors that code hosts give a page's headings. */
function headingsOf(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}
