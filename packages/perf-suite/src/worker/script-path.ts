import { fileURLToPath } from 'node:url';

/** Returns the absolute path behind the address that V8 has of a script; null where it has none. */
export function scriptPath(url: string): string | null {
  if (url.startsWith('file:')) {
    try {
      return fileURLToPath(url);
    } catch {
      return null;
    }
  }
  return /^(?:\/|[A-Za-z]:[\\/])/.test(url) ? url : null;
}
