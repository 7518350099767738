import { createRequire, type ResolveFnOutput } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Variant } from '@perf-suite/schema';
import { jsonModule } from '../../wire/modules/json-module.js';
import { readModuleText } from '../../wire/modules/module-text.js';
import { isTypeScript, transformFile } from '../../wire/modules/transform.js';
import { pathsCandidates } from '../../wire/modules/tsconfig.js';
import type { VariantSource } from '../../wire/protocol.js';
import { commonJsSource } from './commonjs-loader.js';
import { findSourceFile, isPath } from './find-source-file.js';
import { findReplacedPackage } from './replaced-package.js';
import { VARIANT_PARAMETER, variantOf, withVariant } from './variant-url.js';

export interface HooksData {
  readonly variants: readonly VariantSource[];
  readonly cacheFolder: string;
  /** This package's own entry, which benchmark files get for `perf-suite`. */
  readonly ownEntryUrl: string;
  /** URLs of the modules that files get for a harness, by what they import. */
  readonly replacements: Readonly<Record<string, string>>;
  readonly isListing: boolean;
}

type Found = Pick<ResolveFnOutput, 'url' | 'format'>;

/** Where an import leads: known already, or to be asked of Node. */
export type Resolution =
  | { readonly found: Found & { readonly shortCircuit: true } }
  | {
      readonly ask: string;
      /** The module to ask for, where it is not the one that imports. */
      readonly parent?: string;
      /** Returns what to ask for instead where Node finds nothing; null where nothing else is there either. */
      readonly otherwise: () => string | null;
      /** Adds to what Node found. */
      readonly finish: <F extends Found>(found: F) => F;
    };

/** What a module holds: known already, or to be loaded by Node from that URL. */
export type Loading =
  | { readonly format: string; readonly source: string; readonly shortCircuit: true }
  | { readonly from: string };

/**
 * Answers Node's questions about modules, without asking anything back: it serves TypeScript, gives each variant its
 * own packages, and lays head's benchmark file over base.
 */
export class ModuleAnswers {
  readonly #data: HooksData;

  constructor(data: HooksData) {
    this.#data = data;
  }

  resolution(specifier: string, parent: string | undefined): Resolution {
    const { ownEntryUrl, replacements } = this.#data;
    if (specifier === 'perf-suite') return known({ url: ownEntryUrl, format: 'module' });
    const replacement = replacements[insidePackages(specifier)];
    if (replacement !== undefined && this.isOutside(parent))
      return known({ url: replacement, format: 'module' });
    if (this.#entryAt(specifier) !== null) return known({ url: specifier });
    if (parent === undefined || !parent.startsWith('file:')) return asked({ ask: specifier });
    const source = this.#sourceOf(parent);
    return asked({
      ...resolvedFrom(specifier, parent, source),
      // A variant that shares the other's files must still be a copy of its own.
      finish: (found) =>
        source?.marked === true && found.url.startsWith('file:')
          ? { ...found, url: withVariant(found.url, source.source.variant) }
          : found,
    });
  }

  /** Returns null where the module is none of ours. `hasType`: the import itself says what it expects, as `with { type: 'json' }`. */
  loading(url: string, hasType: boolean): Loading | null {
    if (!url.startsWith('file:')) return null;
    const path = fileURLToPath(url);
    if (!hasType && path.endsWith('.json'))
      return { format: 'module', source: jsonModule(path), shortCircuit: true };
    const entry = this.#entryAt(url);
    const contentFrom = entry?.contentFrom ?? path;
    const variant = this.#markOf(url);
    if (isTypeScript(path)) {
      const { code, format } = transformFile(path, contentFrom, this.#data.cacheFolder);
      const source = format === 'module' ? code : commonJsSource(path, variant, code);
      return { format, source, shortCircuit: true };
    }
    if (entry === null && variant === null) return null;
    // The file at the entry's own path may not exist: base gets head's content, and head's kind of module.
    return { from: pathToFileURL(contentFrom).href };
  }

  /** Returns what Node loaded from another URL as what is at this one. */
  loaded<L extends { readonly format?: string | null | undefined }>(url: string, from: string, loaded: L) {
    // Node 20 takes `responseURL` for the module's own address: `import()`, `import.meta.url` and `createRequire`
    // would start from head's file on both sides.
    if (loaded.format !== 'commonjs') return { ...loaded, responseURL: url, shortCircuit: true };
    const code = readModuleText(fileURLToPath(from));
    const source = commonJsSource(fileURLToPath(url), this.#markOf(url), code);
    return { format: 'commonjs', source, shortCircuit: true };
  }

  /** This package measures with the tinybench of its own. */
  isOutside(parent: string | undefined): boolean {
    return !parent?.startsWith(new URL('.', this.#data.ownEntryUrl).href);
  }

  #markOf(url: string): Variant | null {
    const mark = variantOf(url);
    return this.#data.variants.find(({ variant }) => variant === mark)?.variant ?? null;
  }

  /** The variant a module belongs to: by its URL's mark, or by being the benchmark file itself. */
  #sourceOf(url: string): ParentSource | null {
    const variant = variantOf(url);
    const marked = this.#data.variants.find((source) => source.variant === variant);
    if (marked !== undefined) return { source: marked, marked: true };
    const path = fileURLToPath(url);
    const own = this.#data.variants.find((source) => source.file === path);
    return own === undefined ? null : { source: own, marked: false };
  }

  /** The variant whose benchmark file this URL is. */
  #entryAt(url: string): VariantSource | null {
    if (!url.startsWith('file:')) return null;
    const path = fileURLToPath(url);
    const variant = new URL(url).searchParams.get(VARIANT_PARAMETER);
    return (
      this.#data.variants.find(
        (source) => source.file === path && (variant === null || variant === source.variant),
      ) ?? null
    );
  }
}

interface ParentSource {
  readonly source: VariantSource;
  /** True where the variant is in the URL's query, because it shares its files with the other. */
  readonly marked: boolean;
}

/** Some name a package's file by where it is installed: `../node_modules/mitata/src/main.mjs`. */
function insidePackages(specifier: string): string {
  return specifier.replace(/^.*\/node_modules\//, '');
}

type Asked = Extract<Resolution, { readonly ask: string }>;

function known(found: Found): Resolution {
  return { found: { ...found, shortCircuit: true } };
}

function asked(question: Partial<Asked> & Pick<Asked, 'ask'>): Asked {
  return { otherwise: () => null, finish: (found) => found, ...question };
}

function resolvedFrom(
  specifier: string,
  parent: string,
  source: ParentSource | null,
): Partial<Asked> & Pick<Asked, 'ask'> {
  if (isPath(specifier) || specifier.startsWith('file:')) {
    return { ask: specifier, otherwise: () => sourceFileAt(specifier, parent) };
  }
  if (/^[a-z]+:/.test(specifier)) return { ask: specifier };
  const replaced = source === null ? null : findReplacedPackage(specifier, source.source.packages);
  if (replaced !== null) {
    const { manifestFile, request, byName } = replaced;
    if (byName) return { ask: request, parent: pathToFileURL(manifestFile).href };
    return { ask: pathToFileURL(createRequire(manifestFile).resolve(request)).href };
  }
  if (isTypeScript(fileURLToPath(parent))) {
    for (const candidate of pathsCandidates(fileURLToPath(parent), specifier)) {
      const file = findSourceFile('/', candidate);
      if (file !== null) return { ask: pathToFileURL(file).href };
    }
  }
  return { ask: specifier };
}

function sourceFileAt(specifier: string, parent: string): string | null {
  const url = new URL(specifier, parent);
  const file = findSourceFile('/', fileURLToPath(url));
  return file === null ? null : `${pathToFileURL(file).href}${url.search}`;
}
