import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire, type LoadHook, type ResolveHook } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { VariantSource } from '../worker/protocol.js';
import { isTypeScript, transformFile } from './transform.js';
import { pathsCandidates } from './tsconfig.js';
import { TINYBENCH_OF, VARIANT_PARAMETER, variantOf, withVariant } from './variant-url.js';

/**
 * Node's module hooks of a worker: they run in a thread of their own, only while modules load.
 * They serve TypeScript, give each variant its own packages, and lay head's benchmark file over base.
 */

export interface HooksData {
  readonly variants: readonly VariantSource[];
  readonly cacheFolder: string;
  /** This package's own entry, which benchmark files get for `perf-suite`. */
  readonly ownEntryUrl: string;
}

let data: HooksData;

export function initialize(given: HooksData): void {
  data = given;
}

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  if (specifier === 'perf-suite') return { url: data.ownEntryUrl, format: 'module', shortCircuit: true };
  if (specifier.startsWith(TINYBENCH_OF)) {
    return nextResolve('tinybench', {
      ...context,
      parentURL: decodeURIComponent(specifier.slice(TINYBENCH_OF.length)),
    });
  }
  const entry = entryAt(specifier);
  if (entry !== null) return { url: specifier, shortCircuit: true };
  const parent = context.parentURL;
  if (parent === undefined || !parent.startsWith('file:')) return nextResolve(specifier, context);
  const source = sourceOf(parent);
  const found = await resolveFrom(specifier, parent, source, (tried, from) =>
    nextResolve(tried, from === undefined ? context : { ...context, parentURL: from }),
  );
  // A variant that shares the other's files must still be a copy of its own.
  return source?.marked === true && found.url.startsWith('file:')
    ? { ...found, url: withVariant(found.url, source.source.variant) }
    : found;
};

export const load: LoadHook = async (url, context, nextLoad) => {
  if (!url.startsWith('file:')) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const contentFrom = entryAt(url)?.contentFrom ?? path;
  if (isTypeScript(path)) {
    const { code, format } = await transformFile(path, contentFrom, data.cacheFolder);
    return { format, source: code, shortCircuit: true };
  }
  if (contentFrom !== path) {
    const format =
      extname(path) === '.cjs' ? 'commonjs' : extname(path) === '.mjs' ? 'module' : context.format;
    const { format: headFormat } = format
      ? { format }
      : await nextLoad(pathToFileURL(contentFrom).href, context);
    return { format: headFormat, source: readFileSync(contentFrom), shortCircuit: true };
  }
  return nextLoad(url, context);
};

type Next = (specifier: string, parent?: string) => ReturnType<Parameters<ResolveHook>[2]>;
type Resolved = Awaited<ReturnType<Next>>;

async function resolveFrom(
  specifier: string,
  parent: string,
  source: ParentSource | null,
  next: Next,
): Promise<Resolved> {
  if (/^\.{0,2}\//.test(specifier) || specifier.startsWith('file:'))
    return resolvePath(specifier, parent, next);
  if (/^[a-z]+:/.test(specifier)) return next(specifier);
  const replaced = source === null ? null : await resolveReplaced(specifier, source.source.packages, next);
  if (replaced !== null) return replaced;
  if (isTypeScript(fileURLToPath(parent))) {
    for (const candidate of await pathsCandidates(fileURLToPath(parent), specifier)) {
      const file = existingFile(candidate);
      if (file !== null) return { url: pathToFileURL(file).href };
    }
  }
  return next(specifier);
}

async function resolvePath(specifier: string, parent: string, next: Next): Promise<Resolved> {
  try {
    return await next(specifier);
  } catch (error) {
    const url = new URL(specifier, parent);
    const file = existingFile(fileURLToPath(url));
    if (file === null) throw error;
    return next(`${pathToFileURL(file).href}${url.search}`);
  }
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];

/** The file that TypeScript would take for a path: as it is, `.js` as `.ts`, without extension, or a folder's index. */
function existingFile(path: string): string | null {
  const candidates = [
    path,
    path.replace(/\.([cm]?)jsx?$/, '.$1ts'),
    path.replace(/\.jsx?$/, '.tsx'),
    ...EXTENSIONS.map((extension) => path + extension),
    ...EXTENSIONS.map((extension) => join(path, `index${extension}`)),
  ];
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile()) ?? null;
}

interface ParentSource {
  readonly source: VariantSource;
  /** True where the variant is told by the URL's query, because it shares its files with the other. */
  readonly marked: boolean;
}

/** The variant a module belongs to: by its URL's mark, or by being the benchmark file itself. */
function sourceOf(url: string): ParentSource | null {
  const variant = variantOf(url);
  const marked = data.variants.find((source) => source.variant === variant);
  if (marked !== undefined) return { source: marked, marked: true };
  const path = fileURLToPath(url);
  const own = data.variants.find((source) => source.file === path);
  return own === undefined ? null : { source: own, marked: false };
}

/** The variant whose benchmark file this URL is. */
function entryAt(url: string): VariantSource | null {
  if (!url.startsWith('file:')) return null;
  const path = fileURLToPath(url);
  const variant = new URL(url).searchParams.get(VARIANT_PARAMETER);
  return (
    data.variants.find(
      (source) => source.file === path && (variant === null || variant === source.variant),
    ) ?? null
  );
}

/** Resolves a package that this variant takes from elsewhere, strictly inside the folder it was given. */
async function resolveReplaced(
  specifier: string,
  packages: VariantSource['packages'],
  next: Next,
): Promise<Resolved | null> {
  const depth = specifier.startsWith('@') ? 2 : 1;
  const parts = specifier.split('/');
  const folder = packages[parts.slice(0, depth).join('/')];
  if (folder === undefined) return null;
  const subpath = parts.slice(depth).join('/');
  const manifestFile = join(folder, 'package.json');
  const manifest: { name?: unknown; exports?: unknown } = JSON.parse(readFileSync(manifestFile, 'utf8'));
  if (manifest.exports !== undefined && typeof manifest.name === 'string') {
    // By its own name a package with exports can only find itself, whatever lies in node_modules around it.
    return next([manifest.name, subpath].filter(Boolean).join('/'), pathToFileURL(manifestFile).href);
  }
  return next(pathToFileURL(createRequire(manifestFile).resolve(join(folder, subpath))).href);
}
