import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkBuiltPages } from '../../website/check-built-pages.js';
import { linkOf, pageOf } from '../../website/pages.js';

let site: string;
beforeEach(() => {
  site = mkdtempSync(join(tmpdir(), 'built-pages-'));
});
afterEach(() => rmSync(site, { recursive: true }));

function write(file: string, html: string): void {
  mkdirSync(dirname(join(site, file)), { recursive: true });
  writeFileSync(join(site, file), html);
}

it('takes links to pages, folders, headings and files, and to other sites', () => {
  write(
    'index.html',
    '<a href="/docs/ci#formats">a</a><a class="x" href="/docs/decisions/">b</a><h1 id="top">',
  );
  write('ci.html', '<a href="#formats">a</a><h2 id="formats"></h2><a href="https://example.org/x">b</a>');
  write('decisions/index.html', '<a href="/docs/#top">a</a><a href="/docs/run.schema.json">b</a>');
  write('run.schema.json', '{}');
  expect(() => checkBuiltPages(site, '/docs/')).not.toThrow();
});

it.each([
  ['a page that is not there', '<a href="/docs/gone">a</a>', 'index.html: /docs/gone'],
  ['a heading that is not there', '<a href="/docs/ci#gone">a</a>', 'index.html: /docs/ci#gone'],
  ['a heading of the page itself', '<a href="#gone">a</a>', 'index.html: #gone'],
  [
    'a picture of another site',
    '<img alt="" src="https://example.org/a.png">',
    'index.html: https://example.org',
  ],
  [
    'a style sheet of another site',
    '<link rel="stylesheet" href="//example.org/a.css">',
    'index.html: //example.org',
  ],
])('refuses %s', (_, html, message) => {
  write('index.html', html);
  write('ci.html', '');
  expect(() => checkBuiltPages(site, '/docs/')).toThrow(message);
});

it('places pages of docs at the top, and a README as the index of its folder', () => {
  const files = ['README.md', 'docs/ci.md', 'docs/decisions/README.md', 'packages/stream/PROTOCOL.md'];
  expect(files.map(pageOf)).toEqual([
    'index.md',
    'ci.md',
    'decisions/index.md',
    'packages/stream/PROTOCOL.md',
  ]);
  expect(files.map(linkOf)).toEqual(['/', '/ci', '/decisions/', '/packages/stream/PROTOCOL']);
});
