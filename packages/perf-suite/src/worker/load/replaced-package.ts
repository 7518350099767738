import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonBytes } from '@perf-suite/schema/plain-text';
import type { VariantSource } from '../../wire/protocol.js';

/** How to reach a package that a variant takes from elsewhere. */
export interface ReplacedPackage {
  /** Resolve from here... */
  readonly manifestFile: string;
  /** ...this: the package's own name where it has exports, so that it can only find itself; else a path. */
  readonly request: string;
  readonly byName: boolean;
}

interface PackageNames {
  readonly name?: unknown;
  readonly exports?: unknown;
}

/** Finds the folder that a bare specifier stands for in this variant, strictly there and not around it; null where it is not replaced. */
export function findReplacedPackage(
  specifier: string,
  packages: VariantSource['packages'],
): ReplacedPackage | null {
  const depth = specifier.startsWith('@') ? 2 : 1;
  const parts = specifier.split('/');
  const folder = packages[parts.slice(0, depth).join('/')];
  if (folder === undefined) return null;
  const subpath = parts.slice(depth).join('/');
  const manifestFile = join(folder, 'package.json');
  const manifest = parseJsonBytes(readFileSync(manifestFile), manifestFile) as PackageNames;
  if (manifest.exports !== undefined && typeof manifest.name === 'string') {
    return { manifestFile, request: [manifest.name, subpath].filter(Boolean).join('/'), byName: true };
  }
  return { manifestFile, request: join(folder, subpath), byName: false };
}
