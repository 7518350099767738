import { createHash } from 'node:crypto';
import { copyFile, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '@perf-suite/schema/node';
import type { LaidOver } from './base-context.js';

/** Puts the files into a checkout of the project, in place of those that it has. */
export async function layOver(project: string, { from, files }: LaidOver): Promise<void> {
  for (const file of files) {
    const path = join(project, file);
    await makeFolder(dirname(path));
    // Git may have made a link of it: what that leads to is to stay as it is.
    await rm(path, { force: true });
    await copyFile(join(from, file), path);
  }
}

/** Returns the hash of the files' names and contents. */
export async function hashOfLaidOver({ from, files }: LaidOver): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(join(from, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
