import { createRequire, syncBuiltinESMExports } from 'node:module';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FINALIZERS } from '../../wire/observation.js';
import { watchPorts } from './port-access.js';
import { type Note, type Patchable, wrap } from './wrap-function.js';

/** Takes note of what code reaches outside of its own memory; all paths are absolute and without links. */
export interface AccessNotes {
  file(path: string, kind: 'read' | 'written'): void;
  started(path: string): void;
  listened(address: string): void;
  connected(address: string): void;
  switched(feature: string): void;
}

const require = createRequire(import.meta.url);
const fs = require('node:fs') as typeof import('node:fs');
const { realpathSync, existsSync } = fs;
/** Wrappers stand between the code and what it calls. */
const OWN_FOLDER = new URL('.', import.meta.url).href;

/** By the position of the path among the arguments. */
const READS: Readonly<Record<string, number>> = {
  readFile: 0,
  readdir: 0,
  opendir: 0,
  stat: 0,
  lstat: 0,
  access: 0,
  exists: 0,
  createReadStream: 0,
  readlink: 0,
  copyFile: 0,
  cp: 0,
  openAsBlob: 0,
  statfs: 0,
  watch: 0,
  watchFile: 0,
  rename: 0,
};
const WRITES: Readonly<Record<string, number>> = {
  writeFile: 0,
  appendFile: 0,
  createWriteStream: 0,
  mkdir: 0,
  mkdtemp: 0,
  rm: 0,
  rmdir: 0,
  unlink: 0,
  truncate: 0,
  copyFile: 1,
  cp: 1,
  rename: 1,
  symlink: 1,
  link: 1,
  utimes: 0,
};

/**
 * Wraps what Node offers for files, processes, threads, ports and process-wide features, so that each use is
 * noted; what it does stays the same. For processes that do not measure.
 */
export function watchAccess(notes: AccessNotes): void {
  watchFiles(notes);
  watchVariables(notes);
  watchProcesses(notes);
  watchPorts(notes);
  watchFeatures(notes);
  // Also for who imports the functions by name.
  syncBuiltinESMExports();
}

function watchFiles(notes: AccessNotes): void {
  const modules = [fs, fs.promises] as unknown as Patchable[];
  const noteAt =
    (position: number, kind: 'read' | 'written'): Note =>
    (args) => {
      const path = pathOf(args[position]);
      if (path !== null) notes.file(path, kind);
    };
  for (const module of modules) {
    for (const suffix of ['', 'Sync']) {
      for (const [name, position] of Object.entries(READS))
        wrap(module, name + suffix, noteAt(position, 'read'));
      for (const [name, position] of Object.entries(WRITES))
        wrap(module, name + suffix, noteAt(position, 'written'));
      wrap(module, `open${suffix}`, (args) => noteAt(0, isForWriting(args[1]) ? 'written' : 'read')(args));
    }
  }
}

/** Node reads this file itself, not by the functions that code may call. */
function watchVariables(notes: AccessNotes): void {
  wrap(process as unknown as Patchable, 'loadEnvFile', (args) => {
    const path = pathOf(args[0] ?? '.env');
    if (path !== null) notes.file(path, 'read');
  });
}

function isForWriting(flags: unknown): boolean {
  if (typeof flags === 'string') return /[wa+]/.test(flags);
  return typeof flags === 'number' && (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0;
}

function watchProcesses(notes: AccessNotes): void {
  const childProcess = require('node:child_process') as Patchable;
  const note: Note = (args) => {
    const options = args.find((arg) => typeof arg === 'object' && arg !== null && !Array.isArray(arg)) as
      | { readonly cwd?: unknown; readonly env?: NodeJS.ProcessEnv }
      | undefined;
    const folder = pathOf(options?.cwd) ?? process.cwd();
    const searched = (options?.env ?? process.env).PATH ?? '';
    const words = args.flatMap((arg) =>
      typeof arg === 'string' ? arg.split(/\s+/) : Array.isArray(arg) ? arg : [],
    );
    for (const word of words) {
      const path = typeof word === 'string' && word !== '' ? resolve(folder, word) : null;
      if (path !== null && existsSync(path)) notes.started(withoutLinks(path));
      const program = typeof word === 'string' ? programNamed(word, searched) : null;
      if (program !== null) notes.started(program);
    }
    notes.started(withoutLinks(folder));
  };
  for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) {
    wrap(childProcess, name, note);
  }
  wrap(require('node:worker_threads') as Patchable, 'Worker', (args) => {
    const [file, options] = args as [unknown, { readonly eval?: boolean } | undefined];
    const path = options?.eval === true ? null : pathOf(file);
    if (path !== null) notes.started(path);
    // What it does inside is not seen; it may look around in the working folder, like a child process.
    notes.started(withoutLinks(process.cwd()));
  });
}

/** The file that a command's name stands for, by the folders of PATH; null for what is no name of one. */
function programNamed(word: string, searched: string): string | null {
  if (!/^[\w.@+-]+$/.test(word)) return null;
  const files = searched.split(delimiter).map((folder) => join(folder, word));
  const found = files.find((file) => existsSync(file));
  return found === undefined ? null : withoutLinks(found);
}

function watchFeatures(notes: AccessNotes): void {
  const asyncHooks = require('node:async_hooks') as Patchable & {
    AsyncLocalStorage: { prototype: Patchable };
  };
  wrap(asyncHooks, 'createHook', () => notes.switched('async_hooks.createHook'));
  for (const name of ['run', 'enterWith']) {
    wrap(asyncHooks.AsyncLocalStorage.prototype, name, () => notes.switched('AsyncLocalStorage'));
  }
  wrap(require('node:v8') as Patchable, 'setFlagsFromString', (args) =>
    notes.switched(`V8 flag ${String(args[0])}`),
  );
  wrap(require('node:perf_hooks') as Patchable, 'monitorEventLoopDelay', () =>
    notes.switched('monitorEventLoopDelay'),
  );
  wrap(globalThis as unknown as Patchable, 'FinalizationRegistry', () => {
    if (isCalledByProject()) notes.switched(FINALIZERS);
  });
  // A thread takes its time from whatever else the process does.
  wrap(require('node:worker_threads') as Patchable, 'Worker', () => notes.switched('a worker thread'));
  wrap(require('node:inspector').Session.prototype as Patchable, 'post', (args) => {
    notes.switched(`the inspector (${String(args[0])})`);
  });
  for (const name of ['setServers', 'setDefaultResultOrder']) {
    wrap(require('node:dns') as Patchable, name, () => notes.switched(`dns.${name}`));
  }
  wrap(require('node:os') as Patchable, 'setPriority', () => notes.switched('os.setPriority'));
  for (const name of ['timerify', 'setResourceTimingBufferSize']) {
    wrap(performance as unknown as Patchable, name, () => notes.switched(`performance.${name}`));
  }
  wrap(require('node:perf_hooks') as Patchable, 'PerformanceObserver', () =>
    notes.switched('PerformanceObserver'),
  );
  wrap(process as unknown as Patchable, 'setSourceMapsEnabled', () =>
    notes.switched('process.setSourceMapsEnabled'),
  );
}

/** Returns whether a wrapper was called from the project's own code: not from Node's, nor from a dependency's. */
function isCalledByProject(): boolean {
  const [, ...places] = new Error().stack?.split('\n') ?? [];
  const caller = places.find((place) => !place.includes(OWN_FOLDER) && !place.includes('Reflect.')) ?? '';
  return !caller.includes('node:') && !caller.includes('node_modules');
}

/** The absolute path that Node would take for an argument, without links; null for descriptors. */
function pathOf(given: unknown): string | null {
  if (typeof given === 'string') return withoutLinks(resolve(given));
  if (given instanceof URL) return given.protocol === 'file:' ? withoutLinks(fileURLToPath(given)) : null;
  return given instanceof Uint8Array ? withoutLinks(resolve(Buffer.from(given).toString())) : null;
}

function withoutLinks(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
