import { createRequire, Module } from 'node:module';
import { dirname } from 'node:path';
import type { Variant } from '@perf-suite/schema';
import { packageType } from '../../wire/modules/module-format.js';
import { readModuleText } from '../../wire/modules/module-text.js';
import { isTypeScript, transformFile } from '../../wire/modules/transform.js';
import type { VariantSource } from '../../wire/protocol.js';
import type { RequireReplacement } from '../harness/replacements.js';
import { findSourceFile, isPath } from './find-source-file.js';
import { findReplacedPackage } from './replaced-package.js';

/**
 * Loads CommonJS modules that Node's own loader would get wrong: TypeScript, a benchmark file that
 * asks for `perf-suite`, and copies of one file for two variants, which Node would share.
 * Runs in the worker's main thread: module hooks reach `require` on no version of Node 20, and no copies elsewhere.
 */
export interface CommonJsOptions {
  readonly variants: readonly VariantSource[];
  readonly cacheFolder: string;
  readonly ownEntryFile: string;
  readonly requireReplacement: RequireReplacement;
}

/** The name under which modules made by the hooks find the loader. */
export const COMMONJS_LOADER = 'perf-suite.load-commonjs';

interface CompilableModule extends Module {
  _compile(code: string, filename: string): void;
  paths: string[];
}

interface ModuleInternals {
  new (id: string, parent?: Module): CompilableModule;
  _nodeModulePaths(folder: string): string[];
  _resolveFilename(request: string, parent: Module | null, ...rest: unknown[]): string;
  _load(request: string, ...rest: unknown[]): unknown;
}

/** Makes the loader available to the modules that the hooks make. */
export function installCommonJsLoader(options: CommonJsOptions): void {
  const loader = new CommonJsLoader(options);
  const [only, another] = options.variants;
  if (only !== undefined && another === undefined) replaceForAll(only);
  replaceHarnesses(options.requireReplacement);
  Reflect.set(globalThis, Symbol.for(COMMONJS_LOADER), (file: string, variant: Variant | null) =>
    loader.load(file, variant),
  );
}

/** In a process of one variant every `require` finds its packages, also one made by `createRequire`. */
function replaceForAll({ packages }: VariantSource): void {
  if (Object.keys(packages).length === 0) return;
  const internals = Module as unknown as ModuleInternals;
  const original = internals._resolveFilename;
  const folders = Object.values(packages);
  internals._resolveFilename = function resolveFilename(request, parent, ...rest) {
    // The package's own parts find each other as they are.
    const isInside = folders.some((folder) => parent?.filename?.startsWith(folder));
    const replaced = isInside ? null : findReplacedPackage(request, packages);
    if (replaced === null) return original.call(this, request, parent, ...rest);
    return createRequire(replaced.manifestFile).resolve(replaced.request);
  };
}

/** Every `require` of a harness gets what `import` gets. */
function replaceHarnesses(requireReplacement: RequireReplacement): void {
  const internals = Module as unknown as ModuleInternals;
  const original = internals._load;
  internals._load = function load(request, ...rest) {
    const replacement = requireReplacement(request);
    return replacement === null ? original.call(this, request, ...rest) : replacement.exports;
  };
}

/** How the text of such a module begins. */
const EXPORTS_LOADED = `module.exports = globalThis[Symbol.for(${JSON.stringify(COMMONJS_LOADER)})](`;

/** Source of a module that exports what the loader loads; `code` only lets Node see the exports' names. */
export function commonJsSource(file: string, variant: Variant | null, code: string): string {
  return `${EXPORTS_LOADED}${JSON.stringify(file)}, ${JSON.stringify(variant)}); return;\n${code}`;
}

/** Tells the text that `commonJsSource` makes from the user's: the loader compiles the latter as a script of its own. */
export function isCommonJsSource(text: string): boolean {
  return text.startsWith(EXPORTS_LOADED);
}

class CommonJsLoader {
  readonly #options: CommonJsOptions;
  readonly #modules = new Map<string, CompilableModule>();

  constructor(options: CommonJsOptions) {
    this.#options = options;
  }

  /** Returns a file's exports; `variant` names a copy of its own, null the one that all share. */
  load(file: string, variant: Variant | null): unknown {
    // Node keeps what it loads by file name, whatever the URL's mark: the next variant must not find it.
    if (variant !== null) delete createRequire(file).cache[file];
    const key = keyOf(file, variant);
    const known = this.#modules.get(key);
    if (known !== undefined) return known.exports;
    const module = new (Module as unknown as ModuleInternals)(file);
    this.#modules.set(key, module);
    module.filename = file;
    module.paths = (Module as unknown as ModuleInternals)._nodeModulePaths(dirname(file));
    const required = new Map<string, () => unknown>();
    // Measured code may call it: what is found once is found at once, wherever the side's folder is.
    module.require = ((specifier: string) => {
      const known = required.get(specifier);
      if (known !== undefined) return known();
      const find = this.#require(specifier, file, variant);
      const exports = find();
      required.set(specifier, find);
      return exports;
    }) as NodeJS.Require;
    const { mainModule } = process;
    // Scripts ask whether they are the program that was started: `require.main === module`.
    if (this.#options.variants.some((candidate) => candidate.file === file)) process.mainModule = module;
    try {
      module._compile(this.#code(file), file);
      module.loaded = true;
    } catch (error) {
      this.#modules.delete(key);
      throw error;
    } finally {
      // Its `require.main` stays what it was; to the other side's copy this would be a change of the process.
      if (mainModule === undefined) Reflect.deleteProperty(process, 'mainModule');
      else process.mainModule = mainModule;
    }
    return module.exports;
  }

  #code(file: string): string {
    const source = this.#options.variants.find((candidate) => candidate.file === file);
    const contentFrom = source?.contentFrom ?? file;
    if (isTypeScript(file)) return transformFile(file, contentFrom, this.#options.cacheFolder).code;
    return readModuleText(contentFrom);
  }

  /** Returns what gives the exports that a specifier stands for. */
  #require(specifier: string, file: string, variant: Variant | null): () => unknown {
    const require = createRequire(file);
    if (specifier === 'perf-suite') return () => require(this.#options.ownEntryFile);
    // Before it is looked for: the project need not have it installed.
    const replacement = this.#options.requireReplacement(specifier);
    if (replacement !== null) return () => replacement.exports;
    const found = this.#resolve(specifier, file, variant, require);
    const isOwn = isTypeScript(found) || (variant !== null && /\.c?js$/.test(found) && !isModule(found));
    if (!isOwn) return () => loadedIn(require.cache, found) ?? require(found);
    this.load(found, variant);
    const module = this.#modules.get(keyOf(found, variant)) as CompilableModule;
    return () => module.exports;
  }

  #resolve(specifier: string, file: string, variant: Variant | null, require: NodeJS.Require): string {
    const source = this.#options.variants.find((candidate) => candidate.variant === variant);
    const replaced = source === undefined ? null : findReplacedPackage(specifier, source.packages);
    if (replaced !== null) return createRequire(replaced.manifestFile).resolve(replaced.request);
    try {
      return require.resolve(specifier);
    } catch (error) {
      const found = isPath(specifier) ? findSourceFile(dirname(file), specifier) : null;
      if (found === null) throw error;
      return found;
    }
  }
}

function keyOf(file: string, variant: Variant | null): string {
  return `${variant ?? ''} ${file}`;
}

/** Node itself puts the names of both folders together at each call, which takes longer where they are longer. */
function loadedIn(cache: NodeJS.Dict<NodeModule>, file: string): unknown {
  const module = cache[file];
  return module?.loaded === true ? module.exports : undefined;
}

/** Whether Node takes a JavaScript file for an ES module by its package's type. */
function isModule(file: string): boolean {
  return file.endsWith('.js') && packageType(dirname(file)) === 'module';
}
