import { createRequire, type LoadHook, type ResolveHook } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Variant } from '@perf-suite/schema';
import { defineCommonJsNames } from '../../wire/modules/module-format.js';
import { readModuleText } from '../../wire/modules/module-text.js';
import { isTypeScript, keepMap, transformFile } from '../../wire/modules/transform.js';
import { pathsCandidates } from '../../wire/modules/tsconfig.js';
import type { VariantSource } from '../../wire/protocol.js';
import { commonJsSource } from './commonjs-loader.js';
import { findSourceFile, isPath } from './find-source-file.js';
import { findReplacedPackage } from './replaced-package.js';
import { VARIANT_PARAMETER, variantOf, withVariant } from './variant-url.js';
import { ViteModules } from './vite/vite-modules.js';
import { isInPackage, pathOf } from './vite/vite-server.js';
import { makerOf, urlOfViteId, viteIdOf } from './vite/vite-url.js';

/**
 * Node's module hooks of a worker: they run in a thread of their own, only while modules load.
 * They serve TypeScript, give each variant its own packages, and lay head's benchmark file over base. A file for
 * vitest is loaded as its project's Vite says.
 */

export interface HooksData {
  readonly variants: readonly VariantSource[];
  readonly cacheFolder: string;
  /** This package's own entry, which benchmark files get for `perf-suite`. */
  readonly ownEntryUrl: string;
  /** URLs of the modules that files get for a harness, by what they import. */
  readonly replacements: Readonly<Record<string, string>>;
  readonly isListing: boolean;
}

let data: HooksData;
/** Of the variants whose files are loaded by Vite. */
let viteProjects: readonly ViteProject[];

interface ViteProject {
  readonly source: VariantSource;
  readonly modules: ViteModules;
}

export function initialize(given: HooksData): void {
  data = given;
  viteProjects = given.variants.flatMap((source) => {
    const modules = ViteModules.of(source, given);
    return modules === null ? [] : [{ source, modules }];
  });
}

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  if (specifier === 'perf-suite') return { url: data.ownEntryUrl, format: 'module', shortCircuit: true };
  const replacement = data.replacements[insidePackages(specifier)];
  if (replacement !== undefined && isOutside(context.parentURL))
    return { url: replacement, format: 'module', shortCircuit: true };
  const entry = entryAt(specifier);
  if (entry !== null) return { url: specifier, shortCircuit: true };
  const parent = context.parentURL;
  if (parent === undefined) return nextResolve(specifier, context);
  const byVite = await resolveByVite(specifier, parent);
  if (byVite !== null) return { url: byVite, shortCircuit: true };
  if (makerOf(parent) !== null) return nextResolve(specifier, { ...context, parentURL: placeOf(parent) });
  if (!parent.startsWith('file:')) return nextResolve(specifier, context);
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
  // A file that says itself that it is JSON stays what it says.
  const byVite = context.importAttributes?.type === undefined ? await loadByVite(url) : null;
  if (byVite !== null) return { format: 'module', source: byVite, shortCircuit: true };
  if (!url.startsWith('file:')) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const entry = entryAt(url);
  const contentFrom = entry?.contentFrom ?? path;
  const variant = markOf(url);
  if (isTypeScript(path)) {
    const { code, format } = transformFile(path, contentFrom, data.cacheFolder);
    return {
      format,
      source: format === 'module' ? code : commonJsSource(path, variant, code),
      shortCircuit: true,
    };
  }
  if (entry === null && variant === null) return nextLoad(url, context);
  // The file at the entry's own path may not exist: base gets head's content, and head's kind of module.
  const loaded = await nextLoad(pathToFileURL(contentFrom).href, { ...context, format: undefined });
  // Node 20 takes `responseURL` for the module's own address: `import()`, `import.meta.url` and `createRequire`
  // would start from head's file on both sides.
  if (loaded.format !== 'commonjs') return { ...loaded, responseURL: url, shortCircuit: true };
  const source = commonJsSource(path, variant, readModuleText(contentFrom));
  return { format: 'commonjs', source, shortCircuit: true };
};

/** Some name a package's file by where it is installed: `../node_modules/mitata/src/main.mjs`. */
function insidePackages(specifier: string): string {
  return specifier.replace(/^.*\/node_modules\//, '');
}

/** The project whose Vite loads a module: the variant's own files, not its packages. */
function viteProjectOf(url: string): ViteProject | null {
  if (viteProjects.length === 0) return null;
  const id = viteIdOf(url);
  if (id === null || isInPackage(id) || !isOutside(url)) return null;
  const owner = makerOf(url) ?? variantOf(url);
  const isOf = ({ source: { variant, file, folder } }: ViteProject): boolean =>
    owner === null ? id === file || id.startsWith(join(folder, '/')) : variant === owner;
  return viteProjects.find(isOf) ?? null;
}

/** Where the packages are looked for that a module without a file imports: beside the benchmark file. */
function placeOf(made: string): string | undefined {
  const file = viteProjectOf(made)?.source.file;
  return file === undefined ? undefined : pathToFileURL(file).href;
}

/** Null: left to Node. */
async function resolveByVite(specifier: string, parent: string): Promise<string | null> {
  const project = viteProjectOf(parent);
  if (project === null || /^(file|data|node|https?):/.test(specifier)) return null;
  const { modules, source } = project;
  if (findReplacedPackage(specifier, source.packages) !== null) return null;
  const id = await modules.resolve(specifier, viteIdOf(parent) as string);
  if (id === null) return null;
  const url = urlOfViteId(id, source.variant);
  return variantOf(parent) === null ? url : withVariant(url, source.variant);
}

/** Null: left to Node. */
async function loadByVite(url: string): Promise<string | null> {
  const project = viteProjectOf(url);
  if (project === null) return null;
  const { modules, source } = project;
  const id = viteIdOf(url) as string;
  const isEntry = id === source.file;
  const made = await modules.load(id, isEntry ? source.contentFrom : null);
  if (made === null) return null;
  const path = pathOf(id);
  if (path !== null && made.map !== null)
    keepMap(data.cacheFolder, path, isEntry ? source.contentFrom : path, made.map);
  const code = path === null ? made.code : defineCommonJsNames(made.code);
  if (!isEntry) return code;
  const setUp = (await modules.setupFiles()).map((file) => `import ${JSON.stringify(file)};`);
  return `${setUp.join('')}${code}`;
}

/** This package measures with the tinybench of its own. */
function isOutside(parent: string | undefined): boolean {
  return !parent?.startsWith(new URL('.', data.ownEntryUrl).href);
}

function markOf(url: string): Variant | null {
  const mark = variantOf(url);
  return data.variants.find(({ variant }) => variant === mark)?.variant ?? null;
}

type Next = (specifier: string, parent?: string) => ReturnType<Parameters<ResolveHook>[2]>;
type Resolved = Awaited<ReturnType<Next>>;

async function resolveFrom(
  specifier: string,
  parent: string,
  source: ParentSource | null,
  next: Next,
): Promise<Resolved> {
  if (isPath(specifier) || specifier.startsWith('file:')) return resolvePath(specifier, parent, next);
  if (/^[a-z]+:/.test(specifier)) return next(specifier);
  const replaced = source === null ? null : await resolveReplaced(specifier, source.source.packages, next);
  if (replaced !== null) return replaced;
  if (isTypeScript(fileURLToPath(parent))) {
    for (const candidate of pathsCandidates(fileURLToPath(parent), specifier)) {
      const file = findSourceFile('/', candidate);
      if (file !== null) return next(pathToFileURL(file).href);
    }
  }
  return next(specifier);
}

async function resolvePath(specifier: string, parent: string, next: Next): Promise<Resolved> {
  try {
    return await next(specifier);
  } catch (error) {
    const url = new URL(specifier, parent);
    const file = findSourceFile('/', fileURLToPath(url));
    if (file === null) throw error;
    return next(`${pathToFileURL(file).href}${url.search}`);
  }
}

interface ParentSource {
  readonly source: VariantSource;
  /** True where the variant is in the URL's query, because it shares its files with the other. */
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

/** Resolves a package that this variant takes from elsewhere. */
async function resolveReplaced(
  specifier: string,
  packages: VariantSource['packages'],
  next: Next,
): Promise<Resolved | null> {
  const replaced = findReplacedPackage(specifier, packages);
  if (replaced === null) return null;
  const { manifestFile, request, byName } = replaced;
  if (byName) return next(request, pathToFileURL(manifestFile).href);
  return next(pathToFileURL(createRequire(manifestFile).resolve(request)).href);
}
