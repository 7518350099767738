import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCodeOf } from './error-code.js';

/** Where the programs keep what they make, in the folder of a project. */
const PERF_FOLDER = '.perf';

/**
 * Makes a folder and those above it that are missing. Node's own recursive mkdir tries for ever where
 * the system says "not found" though the folder above is there, as /proc does; this one throws.
 * A new `.perf` gets a .gitignore, so that `git status` shows nothing of it.
 * @throws the system's error: a file is in the way, no permission, no room
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  let at = resolve(folder);
  let found = await stat(at).catch(() => null);
  while (found === null) {
    missing.unshift(at);
    at = dirname(at);
    found = await stat(at).catch(() => null);
  }
  if (!found.isDirectory()) await mkdir(at);
  for (const one of missing) {
    await mkdir(one).catch(ignoreExisting);
    // Without it, nothing fails.
    if (basename(one) === PERF_FOLDER) await writeFile(join(one, '.gitignore'), '*\n').catch(() => undefined);
  }
}

/** Another process may make the same folder at the same time. */
function ignoreExisting(cause: unknown): void {
  if (errorCodeOf(cause) !== 'EEXIST') throw cause;
}
