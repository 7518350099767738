import { createRequire } from 'node:module';

type Exports = Readonly<Record<string, unknown>>;

/** What a benchmark file gets in place of a harness. */
interface Replacement {
  /** Path of the module from here. */
  readonly module: string;
  /** What `require` gives: the very same as `import`, in the shape that the harness has there. */
  readonly asRequired: (exports: Exports) => unknown;
}

const itself = (exports: Exports) => exports;
const defaultExport = (exports: Exports) => exports.default;

/** By what files import; `wire/harnesses.ts` lists the same names for the orchestrator. */
const REPLACEMENTS: ReadonlyMap<string, Replacement> = new Map([
  replaced('tinybench', './tinybench/module.js', itself),
  replaced('@codspeed/tinybench-plugin', './tinybench/codspeed-plugin.js', itself),
  replaced('benchmark', './benchmark-js/module.js', defaultExport),
  replaced('@codspeed/benchmark.js-plugin', './benchmark-js/codspeed-plugin.js', itself),
  replaced('benny', './benny/module.js', itself),
  replaced('bench-node', './bench-node/module.js', itself),
  replaced('node:bench', './node-bench/module.js', defaultExport),
  replaced('node:bench/reporters', './node-bench/reporters.js', itself),
  replaced('mitata', './mitata/module.js', itself),
  replaced('mitata/src/main.mjs', './mitata/module.js', itself),
  replaced('mitata/src/cli.mjs', './mitata/module.js', itself),
  replaced('mitata/src/lib.mjs', './mitata/lib.js', itself),
  replaced('vitest', './vitest/module.js', itself),
  replaced('tatami-ng', './tatami-ng/module.js', itself),
  // CommonJS files called what they required.
  replaced('cronometro', './cronometro/module.js', (exports) =>
    Object.assign(exports.default as object, exports),
  ),
]);

/** The modules' URLs, by what files import. */
export const REPLACEMENT_URLS: Readonly<Record<string, string>> = Object.fromEntries(
  [...REPLACEMENTS].map(([specifier, { module }]) => [specifier, new URL(module, import.meta.url).href]),
);

/** Returns what `require` of a specifier gives in place of a harness; null where it names none. */
export type RequireReplacement = (specifier: string) => { readonly exports: unknown } | null;

/** Each harness is loaded when it is asked for: together they take longer to load than the rest of a worker. */
export async function openReplacements(): Promise<RequireReplacement> {
  const load = Reflect.has(process.features, 'require_module')
    ? createRequire(import.meta.url)
    : await loadAll();
  return (specifier) => {
    const replacement = REPLACEMENTS.get(specifier);
    if (replacement === undefined) return null;
    return { exports: replacement.asRequired(load(replacement.module)) };
  };
}

/** Node before 20.19 and 22.12 cannot `require` an ES module that is not loaded yet. */
async function loadAll(): Promise<(module: string) => Exports> {
  const modules = [...new Set([...REPLACEMENTS.values()].map(({ module }) => module))];
  const loaded = new Map(
    await Promise.all(modules.map(async (module) => [module, await import(module)] as const)),
  );
  return (module) => loaded.get(module);
}

function replaced(
  specifier: string,
  module: string,
  asRequired: Replacement['asRequired'],
): [string, Replacement] {
  return [specifier, { module, asRequired }];
}
