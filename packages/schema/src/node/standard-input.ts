import { resolve } from 'node:path';

/** What stands for standard input where a file can be named; a file of that name is `./-`. */
export const STANDARD_INPUT = '-';

/** Returns an input's path from a folder on; standard input stays what it is. */
export function inputPath(folder: string, path: string): string {
  return path === STANDARD_INPUT ? path : resolve(folder, path);
}

/** Returns how messages name an input. */
export function inputName(path: string): string {
  return path === STANDARD_INPUT ? 'standard input' : path;
}
