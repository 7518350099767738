import Module, { type LoadHook, type ResolveHook, register } from 'node:module';
import { type HooksData, ModuleAnswers } from './module-answers.js';
import { usesVite } from './vite/find-vite-config.js';
import { ViteProjects } from './vite/vite-projects.js';
import { ViteThread } from './vite/vite-thread.js';
import { makerOf } from './vite/vite-url.js';

/**
 * Node's module hooks of a worker, which run only while modules load. A file for vitest is loaded as its project's
 * Vite says, which has to be waited for: by hooks in a thread of their own, or by stopping the thread that imports.
 */

/** What Node has from 22.15 and 23.5 on: hooks in the thread that imports, which cannot await. */
type RegisterHooks = (hooks: { readonly resolve: SyncResolve; readonly load: SyncLoad }) => void;

type Context<H extends (...args: never[]) => unknown> = Parameters<H>[1];
type Result<H extends (...args: never[]) => unknown> = Awaited<ReturnType<H>>;
type SyncResolve = (
  specifier: string,
  context: Context<ResolveHook>,
  next: (specifier: string, context: Context<ResolveHook>) => Result<ResolveHook>,
) => Result<ResolveHook>;
type SyncLoad = (
  url: string,
  context: Context<LoadHook>,
  next: (url: string, context: Partial<Context<LoadHook>>) => Result<LoadHook>,
) => Result<LoadHook>;

/** Registers the hooks: in this thread where Node can do that, else in one of their own. */
export function registerModuleHooks(data: HooksData): void {
  const { registerHooks } = Module as unknown as { readonly registerHooks?: RegisterHooks };
  if (registerHooks === undefined) {
    register(import.meta.url, { data });
    return;
  }
  startAnswers(data);
  if (data.variants.some(usesVite)) viteThread = new ViteThread(data);
  registerHooks({ resolve: resolveSync, load: loadSync });
}

let answers: ModuleAnswers;
let vite: ViteProjects;
/** Null where no file is loaded as Vite says. */
let viteThread: ViteThread | null = null;

/** Called by Node in the hooks' own thread. */
export function initialize(data: HooksData): void {
  startAnswers(data);
}

function startAnswers(data: HooksData): void {
  answers = new ModuleAnswers(data);
  vite = new ViteProjects({ ...data, isOutside: (url) => answers.isOutside(url) });
}

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const importer = context.parentURL;
  const resolution = answers.resolution(specifier, importer);
  if ('found' in resolution) return resolution.found;
  const byVite = importer === undefined ? null : await vite.resolve(specifier, importer);
  if (byVite !== null) return { url: byVite, shortCircuit: true };
  if (importer !== undefined && makerOf(importer) !== null)
    return nextResolve(specifier, { ...context, parentURL: vite.placeOf(importer) });
  const { ask, parent, otherwise, finish } = resolution;
  const from = parent === undefined ? context : { ...context, parentURL: parent };
  try {
    return finish(await nextResolve(ask, from));
  } catch (error) {
    const other = otherwise();
    if (other === null) throw error;
    return finish(await nextResolve(other, from));
  }
};

export const load: LoadHook = async (url, context, nextLoad) => {
  // A file that says itself that it is JSON stays what it says.
  const hasType = context.importAttributes?.type !== undefined;
  const byVite = hasType ? null : await vite.load(url);
  if (byVite !== null) return { format: 'module', source: byVite, shortCircuit: true };
  const loading = answers.loading(url, hasType);
  if (loading === null) return nextLoad(url, context);
  if ('source' in loading) return loading;
  return answers.loaded(url, loading.from, await nextLoad(loading.from, { ...context, format: undefined }));
};

const resolveSync: SyncResolve = (specifier, context, nextResolve) => {
  if (isRequire(context)) return nextResolve(specifier, context);
  const importer = context.parentURL;
  const resolution = answers.resolution(specifier, importer);
  if ('found' in resolution) return resolution.found;
  const byVite = importer === undefined ? null : (viteThread?.resolve(specifier, importer) ?? null);
  if (byVite !== null) return { url: byVite, shortCircuit: true };
  if (importer !== undefined && makerOf(importer) !== null)
    return nextResolve(specifier, { ...context, parentURL: vite.placeOf(importer) });
  const { ask, parent, otherwise, finish } = resolution;
  const from = parent === undefined ? context : { ...context, parentURL: parent };
  try {
    return finish(nextResolve(ask, from));
  } catch (error) {
    const other = otherwise();
    if (other === null) throw error;
    return finish(nextResolve(other, from));
  }
};

const loadSync: SyncLoad = (url, context, nextLoad) => {
  const hasType = context.importAttributes?.type !== undefined;
  if (isRequire(context)) return nextLoad(url, context);
  const byVite = hasType ? null : (viteThread?.load(url) ?? null);
  if (byVite !== null) return { format: 'module', source: byVite, shortCircuit: true };
  const loading = answers.loading(url, hasType);
  if (loading === null) return nextLoad(url, context);
  if ('source' in loading) return loading;
  return answers.loaded(url, loading.from, nextLoad(loading.from, { ...context, format: undefined }));
};

/** Hooks in this thread meet `require` too, which `commonjs-loader.ts` serves. */
function isRequire({ conditions }: { readonly conditions: readonly string[] }): boolean {
  return conditions.includes('require');
}
