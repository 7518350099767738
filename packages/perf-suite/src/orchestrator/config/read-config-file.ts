import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PerfError } from '@perf-suite/schema';
import { refuseUnlessRegularFile } from '@perf-suite/schema/node';
import { decodeText } from '@perf-suite/schema/plain-text';
import { lilconfig } from 'lilconfig';
import { openCacheFolder } from '../processes/module-cache.js';
import { CONFIG_MODULES, CONFIG_PLACES } from './config-places.js';

/** A config as found, not checked yet. */
export interface FoundConfig {
  /** Relative to the root, for messages: `perf.config.ts`, or `package.json "perf"`. */
  readonly source: string;
  readonly value: unknown;
}

/** A config that asks a network may take its time; this is more than any needs. */
const LONGEST_LOAD_MS = 30_000;

/**
 * Returns the root's config: the first of `perf.config.{ts,mts,js,mjs,cjs,json}` and "perf" in
 * package.json; null without one. Folders above are not searched: a root is one project.
 * @throws {PerfError} `bad-config` when the file cannot be read, parsed or run
 */
export async function readConfigFile(root: string): Promise<FoundConfig | null> {
  const finder = lilconfig('perf', {
    searchPlaces: [...CONFIG_PLACES],
    packageProp: 'perf',
    stopDir: root,
    cache: false,
    ignoreEmptySearchPlaces: false,
    loaders: {
      ...Object.fromEntries(CONFIG_MODULES.map((extension) => [extension, loadModule])),
      '.json': (path: string) => readJson(path, root),
    },
  });
  for (const place of CONFIG_PLACES) await refuseOtherKinds(join(root, place), place);
  const found = await finder.search(root).catch((cause: unknown) => {
    throw cause instanceof PerfError ? cause : unreadable(root, cause);
  });
  if (found === null) return null;
  const name = relative(root, found.filepath).replaceAll('\\', '/');
  if (found.isEmpty) {
    throw new PerfError('bad-config', `${name}: expected settings, found an empty file`, {
      hint: 'Write: export default { ... }, or delete the file.',
    });
  }
  return { source: name === 'package.json' ? 'package.json "perf"' : name, value: found.config };
}

/** Loaded only where there is such a file. */
async function readJson(path: string, root: string): Promise<unknown> {
  const { readJsonConfig } = await import('./read-json-config.js');
  return readJsonConfig(path, relative(root, path));
}

function unreadable(root: string, cause: unknown): PerfError {
  return new PerfError('bad-config', `${root}: its config cannot be read: ${messageOf(cause)}`, { cause });
}

/** Reading a named pipe would never end. */
async function refuseOtherKinds(path: string, name: string): Promise<void> {
  await refuseUnlessRegularFile(path).catch(({ message, hint }: PerfError) => {
    throw new PerfError('bad-config', message.replace(path, name), { ...(hint !== undefined && { hint }) });
  });
}

async function loadModule(path: string): Promise<unknown> {
  decodeText(await readFile(path), path);
  const namespace = await importConfig(path).catch((cause: unknown) => {
    if (cause instanceof PerfError) throw cause;
    throw new PerfError('bad-config', `${path}: cannot be loaded: ${messageOf(cause)}`, {
      hint: 'Run it by itself to see the whole error; a config exports its settings as default.',
      cause,
    });
  });
  if (!('default' in namespace)) {
    throw new PerfError('bad-config', `${path}: expected a default export, found none`, {
      hint: 'Write: export default { ... }',
    });
  }
  return namespace.default;
}

async function importConfig(path: string): Promise<Record<string, unknown>> {
  if (!extname(path).endsWith('ts')) return importFresh(path);
  // Beside node_modules, so that `import ... from 'perf-suite'` resolves as it does for the config itself.
  const folder = await openCacheFolder(join(dirname(path), '.perf'));
  const compiled = join(folder, `perf.config-${randomBytes(6).toString('hex')}.mjs`);
  try {
    const code = await compileConfig(path);
    await writeFile(compiled, code);
    return await importFresh(compiled);
  } finally {
    await rm(compiled, { force: true });
  }
}

/**
 * Node keeps what it imported under a URL; the query makes a changed file a new one. A config that ends the
 * process would end a run as if it had passed.
 */
async function importFresh(path: string): Promise<Record<string, unknown>> {
  const url = pathToFileURL(path);
  url.searchParams.set('read', randomBytes(6).toString('hex'));
  const { exit } = process;
  process.exit = (code) => {
    throw new Error(`it calls process.exit(${code ?? ''})`);
  };
  try {
    return await settled(importDefault(url.href));
  } finally {
    process.exit = exit;
  }
}

async function importDefault(href: string): Promise<Record<string, unknown>> {
  const namespace: Record<string, unknown> = await import(href);
  // A promise as default export is as good as a top-level await.
  return 'default' in namespace ? { default: await namespace.default } : {};
}

/**
 * Returns what the config exports, or says that it waits for ever: a top-level `await` that nothing ends would
 * end the process with no word, or never.
 */
async function settled<T>(loading: Promise<T>): Promise<T> {
  let stopWaiting = (): void => {};
  const endless = new Promise<never>((_, reject) => {
    const refuse = (): void =>
      reject(new Error(`its top-level await does not end (${LONGEST_LOAD_MS / 1000} s at most)`));
    const timer = setTimeout(refuse, LONGEST_LOAD_MS).unref();
    process.once('beforeExit', refuse);
    stopWaiting = () => {
      clearTimeout(timer);
      process.removeListener('beforeExit', refuse);
    };
  });
  return Promise.race([loading, endless]).finally(stopWaiting);
}

/** Types taken out and the config's own relative imports put in; packages stay imports. */
async function compileConfig(path: string): Promise<string> {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(path).href) },
  });
  return result.outputFiles[0]?.text ?? (await readFile(path, 'utf8'));
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
