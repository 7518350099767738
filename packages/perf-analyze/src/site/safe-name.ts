import { createHash } from 'node:crypto';

const MOST_READABLE = 60;

/**
 * Returns a file name for a text that others wrote: lower-case ASCII letters, digits and hyphens of it, so
 * that people know the file, and a hash of all of it, so that no two texts share a file on any file system.
 * @param key what tells it apart, where that is more than the text
 */
export function safeName(text: string, key: string = text): string {
  const readable = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MOST_READABLE)
    .replace(/^-+|-+$/g, '');
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 10);
  return readable === '' ? hash : `${readable}-${hash}`;
}
