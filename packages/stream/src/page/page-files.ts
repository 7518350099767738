import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PerfError } from '@perf-suite/schema';

/** One file of the live page as a server sends it. */
export interface PageFile {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** Where the built page lies: the same folder whether this module runs from `src/page` or `dist/page`. */
const PAGE_FOLDER = new URL('../../dist/page/', import.meta.url);

const FILES = [
  { paths: ['/', '/index.html'], name: 'index.html', contentType: 'text/html; charset=utf-8' },
  { paths: ['/page.js'], name: 'page.js', contentType: 'text/javascript; charset=utf-8' },
  { paths: ['/page.css'], name: 'page.css', contentType: 'text/css; charset=utf-8' },
] as const;

/**
 * Returns the live page's files by URL path (`/`, `/index.html`, `/page.js`, `/page.css`).
 * They hold no secret, so a server may send them to anybody whose Host it accepts.
 * @throws {PerfError} `not-found` when the page has not been built
 */
export async function readPageFiles(): Promise<Map<string, PageFile>> {
  const files = new Map<string, PageFile>();
  for (const { paths, name, contentType } of FILES) {
    const file: PageFile = { contentType, body: await readBuiltFile(name) };
    for (const path of paths) files.set(path, file);
  }
  return files;
}

/**
 * Returns one built file of the page: `index.html`, `page.js` or `page.css`.
 * @throws {PerfError} `not-found` when the page has not been built
 */
export async function readBuiltFile(name: (typeof FILES)[number]['name']): Promise<Uint8Array> {
  const url = new URL(name, PAGE_FOLDER);
  try {
    return await readFile(url);
  } catch (cause) {
    throw new PerfError('not-found', `expected the built live page at ${fileURLToPath(url)}, found nothing`, {
      hint: 'In a checkout, run `pnpm build`; in an installed package, install @perf-suite/stream again.',
      cause,
    });
  }
}

/**
 * Returns the Content-Security-Policy for the served page: nothing but its own files and its own stream.
 * @param streams origins of the stream (`ws://127.0.0.1:8765`): not every browser lets `'self'` cover `ws:`
 */
export function pageSecurityPolicy(streams: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src 'self' ${streams.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
