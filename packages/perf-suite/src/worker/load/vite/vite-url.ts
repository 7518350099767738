import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Variant } from '@perf-suite/schema';
import { withoutVariant } from '../variant-url.js';
import { pathOf } from './vite-server.js';

/** Of modules that no file holds, which a plugin of Vite makes: `perf-suite-vite:<variant>/<id>`. */
const MADE = 'perf-suite-vite:';

/** The URL under which Node loads what Vite calls by this id. */
export function urlOfViteId(id: string, variant: Variant): string {
  const path = pathOf(id);
  if (path === null) return `${MADE}${variant}/${encodeURIComponent(id)}`;
  return `${pathToFileURL(path).href}${id.slice(path.length)}`;
}

/** Vite's id of a module; null where its URL is of another kind. */
export function viteIdOf(url: string): string | null {
  const plain = withoutVariant(url);
  if (plain.startsWith(MADE)) return decodeURIComponent(plain.slice(plain.indexOf('/') + 1));
  if (!plain.startsWith('file:')) return null;
  return `${fileURLToPath(plain)}${new URL(plain).search}`;
}

/** The variant whose Vite made a module; null of a file. */
export function makerOf(url: string): string | null {
  return url.startsWith(MADE) ? url.slice(MADE.length, url.indexOf('/')) : null;
}
