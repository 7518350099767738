import { dirname } from 'node:path';
import type { TsConfigResult } from 'get-tsconfig';

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
export async function compilerOptionsFor(path: string): Promise<CompilerOptions> {
  const options: CompilerOptions = (await tsconfigFor(path))?.config.compilerOptions ?? {};
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
export async function pathsCandidates(importer: string, specifier: string): Promise<readonly string[]> {
  const config = await tsconfigFor(importer);
  if (config === null) return [];
  const { paths, baseUrl } = config.config.compilerOptions ?? {};
  if (paths === undefined && baseUrl === undefined) return [];
  let matcher = matchers.get(config);
  if (matcher === undefined) {
    const { createPathsMatcher } = await import('get-tsconfig');
    matcher = createPathsMatcher(config);
    matchers.set(config, matcher);
  }
  return matcher?.(specifier) ?? [];
}

async function tsconfigFor(path: string): Promise<TsConfigResult | null> {
  const folder = dirname(path);
  const known = configs.get(folder);
  if (known !== undefined) return known;
  const { getTsconfig } = await import('get-tsconfig');
  let found: TsConfigResult | null;
  try {
    found = getTsconfig(folder) ?? null;
  } catch {
    // A tsconfig that extends a missing package still leaves the file runnable.
    found = null;
  }
  configs.set(folder, found);
  return found;
}
