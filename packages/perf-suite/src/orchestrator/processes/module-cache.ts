import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Warning } from '@perf-suite/schema';
import { makeFolder } from '@perf-suite/schema/node';
import { trackedIn } from './tracked-cache.js';

/** A folder that keeps JavaScript made of TypeScript. */
export interface ModuleCache {
  readonly folder: string;
  readonly warnings: readonly Warning[];
}

/**
 * Returns the cache of a project: what it holds is run as it is. Where git tracks a file of `<perfFolder>/cache`, a
 * commit could have brought other code than the sources have: then it is an empty folder that ends with this process.
 * @throws the system's error where no folder takes files
 */
export async function openModuleCache(perfFolder: string): Promise<ModuleCache> {
  const folder = await openCacheFolder(perfFolder);
  const tracked = await trackedIn(folder);
  if (tracked === 'none') return { folder, warnings: [] };
  const warnings = tracked === 'unknown' ? [] : [trackedCache(tracked.file)];
  return { folder: await temporaryCache(), warnings };
}

/**
 * Returns `<perfFolder>/cache`, or, where that takes no files (a read-only project, a full disk), one in the system's
 * temporary folder that ends with this process. Nothing that was there before may be used.
 * @throws the system's error where that takes none either
 */
export async function openCacheFolder(perfFolder: string): Promise<string> {
  const folder = join(perfFolder, 'cache');
  const probe = join(folder, `${randomUUID()}.probe`);
  try {
    await makeFolder(folder);
    await writeFile(probe, 'x'.repeat(4096));
    return folder;
  } catch {
    return temporaryCache();
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/** One for all runs of `--watch`. */
let temporary: string | null = null;

async function temporaryCache(): Promise<string> {
  if (temporary !== null) return temporary;
  const made = await mkdtemp(join(tmpdir(), 'perf-suite-cache-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  temporary = made;
  return made;
}

function trackedCache(file: string): Warning {
  return {
    code: 'tracked-cache',
    message: `git tracks .perf/cache/${file}: what a commit brings into the cache may be other code than the sources have, so the cache is not used`,
    hint: 'Remove it from git (git rm -r --cached .perf), and add .perf/ to .gitignore.',
  };
}
