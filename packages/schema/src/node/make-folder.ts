import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorCodeOf } from './error-code.js';

/**
 * Makes a folder and those above it that are missing. Node's own recursive mkdir tries for ever where
 * the system says "not found" though the folder above is there, as /proc does; this one throws.
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
  for (const one of missing) await mkdir(one).catch(ignoreExisting);
}

/** Another process may make the same folder at the same time. */
function ignoreExisting(cause: unknown): void {
  if (errorCodeOf(cause) !== 'EEXIST') throw cause;
}
