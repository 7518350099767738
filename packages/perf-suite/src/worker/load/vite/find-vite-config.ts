import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseJsonBytes } from '@perf-suite/schema/plain-text';
import type { VariantSource } from '../../../wire/protocol.js';
import { usesVitest } from '../../harness/vitest/uses-vitest.js';

/** As vitest looks for them: its own before Vite's. */
const CONFIG_FILES = ['vitest', 'vite'].flatMap((name) =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((extension) => `${name}.config.${extension}`),
);

const OLDEST_VITE = 6;

export interface ViteConfig {
  readonly file: string;
  /** Entry of the project's own Vite. */
  readonly vite: string;
}

/**
 * Returns the configuration that a benchmark file for vitest is loaded by: the nearest above it, up to the side's
 * folder. Null where the file is not for vitest, or there is no configuration, or no Vite to read it with.
 */
export function findViteConfig(file: string, content: string, folder: string): ViteConfig | null {
  if (!usesVitest(content)) return null;
  const config = nearestConfig(dirname(file), folder);
  const vite = config === null ? null : findVite(config);
  return config === null || vite === null ? null : { file: config, vite };
}

/** Whether a variant's file is loaded as Vite says. */
export function usesVite({ file, contentFrom, folder }: VariantSource): boolean {
  return findViteConfig(file, readFileSync(contentFrom, 'utf8'), folder) !== null;
}

function nearestConfig(from: string, folder: string): string | null {
  const found = CONFIG_FILES.map((name) => join(from, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  const parent = dirname(from);
  return from === folder || parent === from ? null : nearestConfig(parent, folder);
}

/** Vite itself may be installed for vitest alone. Null too where it is too old: Vite 5 does not work in this thread. */
function findVite(config: string): string | null {
  const manifest = findManifest('vite', config);
  const viaVitest = manifest === null ? findManifest('vitest', config) : null;
  const found = manifest ?? (viaVitest === null ? null : findManifest('vite', viaVitest));
  if (found === null) return null;
  const { version } = parseJsonBytes(readFileSync(found), found) as { readonly version: string };
  return Number.parseInt(version, 10) < OLDEST_VITE ? null : join(dirname(found), 'dist/node/index.js');
}

function findManifest(name: string, from: string): string | null {
  try {
    return createRequire(from).resolve(`${name}/package.json`);
  } catch {
    return null;
  }
}
