import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { moduleFormat } from '../../../wire/modules/module-format.js';
import type { ViteConfig } from './find-vite-config.js';

/**
 * The project's own Vite with its plugins, which answers what an import means and what a file becomes. Its rewriting
 * of imports is left out: what comes out are ES modules as Node runs them.
 */
export interface ViteServer {
  /** Null: Vite says nothing about it, or it is a package for Node to find. */
  resolve(specifier: string, importer: string): Promise<string | null>;
  /** Null: not for Vite, such as CommonJS. */
  load(id: string, contentFrom: string | null): Promise<ViteModule | null>;
  /** Modules that vitest imports before each file, as file URLs. */
  readonly setupFiles: readonly string[];
}

export interface ViteModule {
  readonly code: string;
  /** A source map as JSON; null where there is none. */
  readonly map: string | null;
}

/** As much of Vite as is used, of versions 6 to 8. */
interface Vite {
  createServer(options: object): Promise<Server>;
}

interface Server {
  readonly config: Config;
  readonly environments: { readonly ssr: { readonly pluginContainer: Container } };
}

interface Config {
  readonly root: string;
  readonly env: Readonly<Record<string, unknown>>;
  readonly plugins: readonly { readonly name: string; transform?: unknown }[];
  readonly test?: TestConfig;
}

interface TestConfig {
  readonly alias?: unknown;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly setupFiles?: string | readonly string[];
}

interface Container {
  resolveId(
    specifier: string,
    importer: string,
  ): Promise<{ readonly id: string; readonly external?: unknown } | null>;
  load(id: string): Promise<string | Loaded | null>;
  transform(
    code: string,
    id: string,
    options: object,
  ): Promise<{ readonly code: string; readonly map: unknown }>;
}

interface Loaded {
  readonly code: string;
  readonly moduleType?: string;
}

/** Its rewriting of imports is for Vite's own module loaders. */
const REWRITES_IMPORTS = 'vite:import-analysis';

export async function startVite({ file, vite }: ViteConfig): Promise<ViteServer> {
  const { createServer } = (await import(pathToFileURL(vite).href)) as Vite;
  // Configurations ask for it. Of this thread alone: the benchmarks do not see it.
  process.env.VITEST ??= 'true';
  let server: Server;
  try {
    server = await createServer({
      configFile: file,
      root: dirname(file),
      mode: 'benchmark',
      appType: 'custom',
      logLevel: 'silent',
      clearScreen: false,
      server: { middlewareMode: true, hmr: false, ws: false, watch: null },
      optimizeDeps: { noDiscovery: true, include: [] },
      plugins: [asVitest()],
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${file}: expected a configuration that Vite can load, found: ${why}`, { cause });
  }
  return new StartedVite(server);
}

/** What vitest adds to a configuration for the modules that it loads. */
function asVitest(): object {
  return {
    name: 'perf-suite:as-vitest',
    config: ({ test }: { readonly test?: TestConfig }) =>
      test?.alias === undefined ? undefined : { resolve: { alias: test.alias } },
    configResolved({ plugins }: Config): void {
      for (const plugin of plugins) if (plugin.name === REWRITES_IMPORTS) delete plugin.transform;
    },
  };
}

class StartedVite implements ViteServer {
  readonly setupFiles: readonly string[];
  readonly #container: Container;
  readonly #env: string;

  constructor({ config, environments }: Server) {
    this.#container = environments.ssr.pluginContainer;
    this.#env = JSON.stringify({ ...config.env, SSR: true, ...config.test?.env });
    const setupFiles = [config.test?.setupFiles ?? []].flat();
    this.setupFiles = setupFiles.map((path) => pathToFileURL(resolve(config.root, path)).href);
  }

  async resolve(specifier: string, importer: string): Promise<string | null> {
    if (isBuiltin(specifier)) return null;
    const resolved = await this.#container.resolveId(specifier, importer);
    if (resolved === null || (resolved.external !== undefined && resolved.external !== false)) return null;
    const { id } = resolved;
    if (isBuiltin(id)) return null;
    // Node finds packages itself; only where a plugin or an alias leads to another one, that is taken.
    const isSame = id.includes(`/node_modules/${/^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0]}/`);
    return isInPackage(id) && isSame ? null : id;
  }

  async load(id: string, contentFrom: string | null): Promise<ViteModule | null> {
    const path = pathOf(id);
    const isAsItIs = contentFrom === null || contentFrom === path;
    const loaded = isAsItIs ? await this.#container.load(id) : null;
    const module = loaded === null ? readModule(id, contentFrom ?? path) : loaded;
    if (module === null) return null;
    const { code, moduleType }: Loaded = typeof module === 'string' ? { code: module } : module;
    const made = await this.#container.transform(code, id, {
      // Version 8 lets plugins choose by it.
      ...(moduleType === undefined ? {} : { moduleType }),
    });
    const map = typeof made.map === 'object' && made.map !== null ? JSON.stringify(made.map) : null;
    return { code: this.#withEnv(made.code), map };
  }

  /** On the first line, so that line numbers stay. */
  #withEnv(code: string): string {
    return /\bimport\.meta\.env\b/.test(code) ? `import.meta.env=${this.#env};${code}` : code;
  }
}

/** Null: not for Vite, such as CommonJS. */
function readModule(id: string, file: string | null): Loaded | null {
  if (file === null) throw new Error(`${id}: expected a plugin of Vite that loads it, found none`);
  const path = pathOf(id) ?? file;
  if (/\.(node|wasm|cjs|cts)$/.test(path)) return null;
  const code = readFileSync(file, 'utf8');
  if (/\.[jt]sx?$/.test(path) && moduleFormat(path, code) === 'commonjs') return null;
  const [, moduleType] = /\.[cm]?(js|jsx|ts|tsx|json|css)$/.exec(path) ?? [];
  return moduleType === undefined ? { code } : { code, moduleType };
}

/** The file that a module id names; null of a module that only a plugin knows. */
export function pathOf(id: string): string | null {
  return /^(\/|[A-Za-z]:[\\/])/.test(id) ? id.replace(/[?#].*$/, '') : null;
}

export function isInPackage(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path);
}
