import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { otherEncoding } from '@perf-suite/schema/plain-text';
import type { createPathsMatcher, getTsconfig, TsConfigResult } from 'get-tsconfig';
import { ownWork } from './own-work.js';

/** The compiler options that change what runs; the others only matter to the type checker. */
const RUNTIME_OPTIONS = [
  'experimentalDecorators',
  'useDefineForClassFields',
  'verbatimModuleSyntax',
  'importsNotUsedAsValues',
  'preserveValueImports',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'target',
] as const;

type CompilerOptions = Readonly<Record<string, unknown>>;

const configs = new Map<string, TsConfigResult | null>();
const matchers = new Map<TsConfigResult, ((specifier: string) => string[]) | null>();

/** Returns the options of the nearest tsconfig.json that change the JavaScript made from `path`. */
export function compilerOptionsFor(path: string): CompilerOptions {
  const options: CompilerOptions = tsconfigFor(path)?.config.compilerOptions ?? {};
  const kept: Record<string, unknown> = {};
  for (const name of RUNTIME_OPTIONS) {
    if (options[name] !== undefined && name !== 'target') kept[name] = options[name];
  }
  // TypeScript's own default for useDefineForClassFields hangs on the target.
  if (options.useDefineForClassFields === undefined && typeof options.target === 'string') {
    kept.useDefineForClassFields = /^es(next|20(2[2-9]|[3-9]\d))$/i.test(options.target);
  }
  return kept;
}

/** Returns the absolute paths that tsconfig's `paths` or `baseUrl` offer for a bare specifier. */
export function pathsCandidates(importer: string, specifier: string): readonly string[] {
  const config = ownWork(() => tsconfigFor(importer));
  if (config === null) return [];
  const { paths, baseUrl } = config.config.compilerOptions ?? {};
  if (paths === undefined && baseUrl === undefined) return [];
  let matcher = matchers.get(config);
  if (matcher === undefined) {
    matcher = getTsconfigPackage().createPathsMatcher(config);
    matchers.set(config, matcher);
  }
  return matcher?.(specifier) ?? [];
}

/** Loaded where there is TypeScript only. */
function getTsconfigPackage(): {
  getTsconfig: typeof getTsconfig;
  createPathsMatcher: typeof createPathsMatcher;
} {
  return createRequire(import.meta.url)('get-tsconfig');
}

function tsconfigFor(path: string): TsConfigResult | null {
  const folder = dirname(path);
  const known = configs.get(folder);
  if (known !== undefined) return known;
  let found: TsConfigResult | null;
  let encoding: string | null = null;
  try {
    found = getTsconfigPackage().getTsconfig(folder) ?? null;
    encoding = found === null ? null : otherEncoding(readFileSync(found.path));
  } catch {
    // A tsconfig that extends a missing package still leaves the file runnable.
    found = null;
  }
  // It would be read as one without any settings.
  if (encoding !== null) throw new Error(`${found?.path}: expected text in UTF-8, found ${encoding}`);
  configs.set(folder, found);
  return found;
}
