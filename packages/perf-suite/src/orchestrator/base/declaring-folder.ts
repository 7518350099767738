import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readManifest } from './package-manifest.js';

/** Returns the folder itself or the nearest one above it, up to the repository's top, whose package.json names the dependency. */
export async function declaringFolder(folder: string, dependency: string): Promise<string | null> {
  if ((await readManifest(folder))?.dependencies.includes(dependency)) return folder;
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, '.git')) ? null : declaringFolder(above, dependency);
}
