import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { closestWord } from '../closest-word.js';

/** Returns the path that a mistyped one probably meant, in the same style (relative stays relative); null when none is near. */
export async function nearestPath(path: string): Promise<string | null> {
  const folder = dirname(path);
  const name = basename(path);
  if (name === '' || folder === path) return null;
  const there = (await isThere(folder)) ? folder : await nearestPath(folder);
  if (there === null) return null;
  const names = await readdir(there).catch((): string[] => []);
  const found = names.includes(name) ? name : closestWord(name, names);
  return found === null ? null : join(there, found);
}

/** Returns the hint for a path that is not there. */
export async function notThereHint(path: string): Promise<string> {
  const nearest = await nearestPath(path).catch(() => null);
  return nearest === null
    ? 'Check the spelling, and the folder the path is relative to.'
    : `Did you mean ${nearest}?`;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
