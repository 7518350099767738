import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { otherEncoding } from '@perf-suite/schema/plain-text';
import type {
  createFilesMatcher,
  createPathsMatcher,
  getTsconfig,
  parseTsconfig,
  TsConfigResult,
} from 'get-tsconfig';
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

/** What a folder's files are compiled by; several where its tsconfig.json only names others. */
const configs = new Map<string, readonly TsConfigResult[]>();
const matchers = new Map<TsConfigResult, ((specifier: string) => string[]) | null>();

/** Returns the options of the nearest tsconfig.json that change the JavaScript made from `path`. */
export function compilerOptionsFor(path: string): CompilerOptions {
  const options: CompilerOptions = tsconfigFor(path)?.config.compilerOptions ?? {};
  const kept: Record<string, unknown> = {};
  for (const name of RUNTIME_OPTIONS) {
    if (options[name] !== undefined && name !== 'target') kept[name] = options[name];
  }
  // Something else compiles JSX in such a project: Next.js and React Native do it this way.
  if (/^(preserve|react-native)$/i.test(String(options.jsx)) && options.jsxFactory === undefined)
    kept.jsx = 'react-jsx';
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
  parseTsconfig: typeof parseTsconfig;
  createPathsMatcher: typeof createPathsMatcher;
  createFilesMatcher: typeof createFilesMatcher;
} {
  return createRequire(import.meta.url)('get-tsconfig');
}

function tsconfigFor(path: string): TsConfigResult | null {
  const folder = dirname(path);
  let candidates = configs.get(folder);
  if (candidates === undefined) {
    candidates = nearestConfigs(folder);
    configs.set(folder, candidates);
  }
  const [first = null, ...others] = candidates;
  if (others.length === 0) return first;
  const { createFilesMatcher } = getTsconfigPackage();
  // Benchmarks may be in none of them: the first is by custom that of the code, before those of tests and tools.
  return candidates.find((config) => createFilesMatcher(config)(path) !== undefined) ?? first;
}

function nearestConfigs(folder: string): readonly TsConfigResult[] {
  const found = readConfig(() => getTsconfigPackage().getTsconfig(folder));
  if (found === null) return [];
  const referenced = referencedFiles(found).flatMap(
    (path) => readConfig(() => ({ path, config: getTsconfigPackage().parseTsconfig(path) })) ?? [],
  );
  return referenced.length === 0 ? [found] : referenced;
}

/** Returns the files beside a tsconfig.json that has no files of its own and leaves them to these. */
function referencedFiles({ path, config }: TsConfigResult): string[] {
  const { files, include = [], references = [] } = config;
  if (files?.length !== 0 || include.length > 0) return [];
  return references
    .filter((reference) => reference.path.endsWith('.json'))
    .map((reference) => join(dirname(path), reference.path));
}

function readConfig(read: () => TsConfigResult | null): TsConfigResult | null {
  let found: TsConfigResult | null;
  let encoding: string | null = null;
  try {
    found = read();
    encoding = found === null ? null : otherEncoding(readFileSync(found.path));
  } catch {
    // A tsconfig that extends a missing package still leaves the file runnable.
    found = null;
  }
  // It would be read as one without any settings.
  if (encoding !== null) throw new Error(`${found?.path}: expected text in UTF-8, found ${encoding}`);
  return found;
}
