import { readFileSync } from 'node:fs';

/** Returns a file's text, or null when it is not there or may not be read. */
export type ReadText = (path: string) => string | null;

/** Reads the small files of /proc and /sys, which never block. */
export const readTextOrNull: ReadText = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};
