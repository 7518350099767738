import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PerfError } from '@perf-suite/schema';
import { writeFileAtomically } from '@perf-suite/schema/node';
import { DATA_FOLDER } from './site-data.js';
import { type SiteOptions, type SiteSource, siteDataFiles } from './site-files.js';

/** Where the built pages lie: the same folder whether this module runs from `src/site` or `dist/site`. */
const PAGE_FOLDER = new URL('../../dist/page/', import.meta.url);
/** In the `index.html` of each site: a folder with another one is somebody else's. */
const MARK = '<meta name="generator" content="perf-analyze">';

export interface WrittenSite {
  readonly fileCount: number;
  readonly byteCount: number;
}

/**
 * Writes a site into a folder, in the place of the one that may be there: `index.html`, which needs nothing
 * but `perf-data` beside it. The page itself is written last, and files that it does not need any more are
 * removed after that, so that whoever reads the folder meanwhile finds the old site or the new one.
 * @throws {PerfError} `bad-usage` where the folder holds something else, `not-writable`, `not-found` where the pages are not built
 */
export async function writeSite(
  folder: string,
  sources: readonly SiteSource[],
  options: SiteOptions,
): Promise<WrittenSite> {
  await expectOwnFolder(folder);
  const page = await builtFile('index.html');
  const dataFolder = join(folder, DATA_FOLDER);
  const written = new Set<string>();
  let byteCount = 0;
  const write = async (path: string, content: string): Promise<void> => {
    await writeFileAtomically(path, content);
    written.add(path);
    byteCount += Buffer.byteLength(content);
  };
  for (const { name, content } of siteDataFiles(sources, options)) {
    await write(join(dataFolder, `${name}.js`), content);
  }
  for (const name of ['page.js', 'page.css']) await write(join(dataFolder, name), await builtFile(name));
  // GitHub Pages leaves out what it takes for sources of Jekyll unless there is this file.
  await write(join(folder, '.nojekyll'), '');
  await write(join(folder, 'index.html'), page.replaceAll('{version}', encodeURIComponent(options.version)));
  await removeOthers(dataFolder, written);
  return { fileCount: written.size, byteCount };
}

async function expectOwnFolder(folder: string): Promise<void> {
  const path = join(folder, 'index.html');
  let page: string;
  try {
    page = await readFile(path, 'utf8');
  } catch {
    return; // None there; what else is wrong with it, writing says.
  }
  if (page.includes(MARK)) return;
  throw new PerfError(
    'bad-usage',
    `${folder}: expected a folder without an index.html, or a site that perf-analyze wrote, found another index.html`,
    { hint: 'Name another folder with --out.' },
  );
}

async function removeOthers(dataFolder: string, written: ReadonlySet<string>): Promise<void> {
  if (!(await lstat(dataFolder)).isDirectory()) return;
  const entries = await readdir(dataFolder, { recursive: true, withFileTypes: true });
  const used = new Set([...written].flatMap((path) => foldersOf(relative(dataFolder, path))));
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory() ? used.has(relative(dataFolder, path)) : written.has(path)) continue;
    await rm(path, { recursive: true, force: true });
  }
}

/** Returns the folders on the way to a file: `a/b/c.js` is in `a` and `a/b`. */
function foldersOf(path: string): string[] {
  const parts = path.split(sep).slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join(sep));
}

async function builtFile(name: string): Promise<string> {
  const url = new URL(name, PAGE_FOLDER);
  try {
    return await readFile(url, 'utf8');
  } catch (cause) {
    throw new PerfError('not-found', `expected the built pages at ${fileURLToPath(url)}, found nothing`, {
      hint: 'In a checkout, run `npx --yes pnpm@10 build`; otherwise install @perf-suite/perf-analyze again.',
      cause,
    });
  }
}
