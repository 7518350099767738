import { access, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openCache } from '../base/base-cache.js';
import { childEnvironment } from '../base/child-environment.js';
import { runCommand } from '../base/run-command.js';
import { installRuntime } from './install-runtime.js';
import type { RuntimeName } from './parse-runtime.js';
import { type RuntimeVersions, readRuntimeVersions } from './runtime-versions.js';

export interface RuntimeRequest {
  /** Absolute folder of the project that is measured. */
  readonly root: string;
  readonly runtime: RuntimeName;
  /** Flag and value, for messages: `--runtime node@22`. */
  readonly where: string;
  /** Absolute folder that keeps prepared bases between runs, as `baseCacheFolder` names it. */
  readonly cacheFolder: string;
  /** Gets a line for each step that takes time. */
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A Node that can run the processes that measure. */
export interface PreparedRuntime {
  /** Absolute path of the program. */
  readonly program: string;
  readonly versions: RuntimeVersions;
  /** Ends this run's use of it. */
  readonly cleanup: () => Promise<void>;
}

/**
 * Makes another Node ready: the program of that path, or one installed from npm.
 * @throws {PerfError} `bad-usage` for what is no such Node, `setup-failed` for what cannot be installed
 */
export async function prepareRuntime(request: RuntimeRequest): Promise<PreparedRuntime> {
  const { root, runtime, where, signal } = request;
  const found =
    runtime.kind === 'path' ? await atPath(resolve(root, runtime.path)) : await fromNpm(request, runtime);
  try {
    return { ...found, versions: await readRuntimeVersions(found.program, where, signal) };
  } catch (error) {
    await found.cleanup();
    throw error;
  }
}

type Found = Pick<PreparedRuntime, 'program' | 'cleanup'>;

async function atPath(path: string): Promise<Found> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return { program: exists ? await realpath(path) : path, cleanup: async () => {} };
}

async function fromNpm(
  { root, cacheFolder, where, log, signal }: RuntimeRequest,
  { version }: Extract<RuntimeName, { kind: 'version' }>,
): Promise<Found> {
  await openCache(cacheFolder, root);
  return installRuntime(version, {
    cacheFolder: await realpath(cacheFolder),
    where,
    log,
    signal,
    npm: (args, cwd) =>
      runCommand({ command: 'npm', args }, { cwd, env: childEnvironment(process.env), signal }),
  });
}
