import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { TransformFailure, TransformOptions, transformSync } from 'esbuild';
import { type ModuleFormat, moduleFormat, withCommonJsNames } from './module-format.js';
import { readModuleText } from './module-text.js';
import { ownWork } from './own-work.js';
import { compilerOptionsFor } from './tsconfig.js';

/** JavaScript that plain Node can run, made from a TypeScript file. */
export interface Transformed {
  readonly code: string;
  readonly format: ModuleFormat;
}

/** Where the parent finds the source map of a transformed file; see `mapStack`. */
export interface MapEntry {
  readonly source: string;
  readonly map: string;
}

const CACHE_VERSION = '1';

export function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path);
}

/**
 * Returns the JavaScript of a TypeScript file's content, from the cache where it was made before.
 * Helper-free on purpose: esbuild's `keepNames` makes closures many times slower.
 * @param path where the module lives: decides its loader, module format and tsconfig
 * @param contentFrom the file read; differs from `path` where head's benchmark is laid over base
 * @throws {SyntaxError} with the place in its stack, when the content is not TypeScript
 */
export function transformFile(path: string, contentFrom: string, cacheFolder: string): Transformed {
  return ownWork(() => transformed(path, contentFrom, cacheFolder));
}

function transformed(path: string, contentFrom: string, cacheFolder: string): Transformed {
  const content = readModuleText(contentFrom);
  const format = moduleFormat(path, content);
  const source = format === 'module' ? withCommonJsNames(path, content) : content;
  const tsconfig = compilerOptionsFor(path);
  const key = createHash('sha256')
    .update(JSON.stringify([CACHE_VERSION, process.versions.node, extname(path), format, tsconfig, source]))
    .digest('hex')
    .slice(0, 32);
  const codeFile = join(cacheFolder, `${key}.js`);
  const mapFile = join(cacheFolder, `${key}.map.json`);
  const mapEntry = mapEntryFile(cacheFolder, path);
  try {
    const code = readIfThere(codeFile) ?? transformToCache(source, path, format, tsconfig, codeFile, mapFile);
    writeOnce(mapEntry, JSON.stringify({ source: contentFrom, map: mapFile } satisfies MapEntry));
    return { code, format };
  } catch (cause) {
    // The place in the error is one of this content, not of an earlier one's map.
    rmSync(mapEntry, { force: true });
    throw syntaxErrorOf(cause, contentFrom);
  }
}

/** The file that names which source map belongs to a module at `path`. */
export function mapEntryFile(cacheFolder: string, path: string): string {
  return join(cacheFolder, `at-${createHash('sha256').update(path).digest('hex').slice(0, 32)}.json`);
}

/** Keeps the source map of a module that something else made, for `mapStack`. */
export function keepMap(cacheFolder: string, path: string, contentFrom: string, map: string): void {
  const hash = createHash('sha256').update(map).digest('hex').slice(0, 32);
  const mapFile = join(cacheFolder, `${hash}.map.json`);
  writeOnce(mapFile, map);
  writeOnce(
    mapEntryFile(cacheFolder, path),
    JSON.stringify({ source: contentFrom, map: mapFile } satisfies MapEntry),
  );
}

function transformToCache(
  source: string,
  path: string,
  format: ModuleFormat,
  tsconfig: object,
  codeFile: string,
  mapFile: string,
): string {
  // Loaded on a miss only: a worker that measures finds its files in the cache. The synchronous
  // call leaves no service process behind.
  const esbuild = createRequire(import.meta.url)('esbuild') as { transformSync: typeof transformSync };
  const options: TransformOptions = {
    loader: path.endsWith('x') ? 'tsx' : 'ts',
    format: format === 'module' ? 'esm' : 'cjs',
    target: `node${process.versions.node}`,
    sourcefile: path,
    sourcemap: 'external',
    sourcesContent: false,
    keepNames: false,
    legalComments: 'none',
    tsconfigRaw: { compilerOptions: tsconfig },
    logLevel: 'silent',
  };
  const { code, map } = esbuild.transformSync(source, options);
  writeAtomically(mapFile, map);
  writeAtomically(codeFile, code);
  return code;
}

/** Returns esbuild's failure as Node reports one in JavaScript. */
function syntaxErrorOf(cause: unknown, file: string): unknown {
  const [first] = (cause as Partial<TransformFailure>).errors ?? [];
  if (first?.location == null) return cause;
  const { line, column } = first.location;
  const error = new SyntaxError(first.text);
  error.stack = `SyntaxError: ${first.text}\n    at ${file}:${line}:${column + 1}`;
  return error;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function writeOnce(file: string, content: string): void {
  if (readIfThere(file) !== content) writeAtomically(file, content);
}

/**
 * Two workers may fill the cache at once: neither sees half of the other's file. A disk that is full by now costs
 * the next worker the time to transform the file again, and stack traces their lines.
 */
function writeAtomically(file: string, content: string): void {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, content);
    renameSync(unfinished, file);
  } catch {
    rmSync(unfinished, { force: true });
  }
}
