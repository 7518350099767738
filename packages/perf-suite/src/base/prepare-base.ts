import { realpath } from 'node:fs/promises';
import type { BaseSource } from '@perf-suite/schema';
import { openCache } from './base-cache.js';
import { childEnvironment } from './child-environment.js';
import { parseAgainst } from './parse-against.js';
import { prepareFolderBase } from './prepare-folder-base.js';
import { prepareGitBase } from './prepare-git-base.js';
import { prepareNpmBase } from './prepare-npm-base.js';
import { type RunCommand, runCommand } from './run-command.js';

export interface BaseRequest {
  /** Absolute folder of the project that is measured. */
  readonly root: string;
  /** A git ref, a folder, or `npm:name@version`; see `parseAgainst`. */
  readonly against: string;
  /** Shell command that installs and builds the base instead of what its files tell; null for those. */
  readonly setupCommand: string | null;
  /** Absolute folder that keeps prepared bases between runs, as `baseCacheFolder` names it. */
  readonly cacheFolder: string;
  /** Gets a line for each step that takes time. */
  readonly log: (line: string) => void;
  /** Stops installing; what was half made is removed. */
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
}

export interface PreparedBase {
  readonly source: BaseSource;
  /** Absolute folder that corresponds to `root`: the same path below the checkout's top. */
  readonly folder: string;
  /** For npm bases the folder of each package, by name; else empty. */
  readonly packages: Readonly<Record<string, string>>;
  /** Ends this run's use of it. It stays for later runs until newer ones push it out. */
  readonly cleanup: () => Promise<void>;
}

/** A request with its edges filled in. */
export interface BaseContext extends BaseRequest {
  /** Where git and package managers run in; `startedWith` is what this process was started with. */
  readonly childEnv: NodeJS.ProcessEnv;
  readonly startedWith: NodeJS.ProcessEnv;
  readonly runCommand: RunCommand;
}

/**
 * Makes the other side of an A/B run ready: checked out, its own dependencies installed, built.
 * @throws {PerfError} `bad-usage` for what cannot be found, `setup-failed` for what cannot be installed or built
 */
export async function prepareBase(request: BaseRequest): Promise<PreparedBase> {
  const against = parseAgainst(request.against);
  const root = await realpath(request.root);
  const startedWith = request.env ?? process.env;
  const context: BaseContext = {
    ...request,
    root,
    startedWith,
    childEnv: childEnvironment(startedWith),
    runCommand,
  };
  if (against.kind === 'folder') return prepareFolderBase(context, against.path);
  await openCache(request.cacheFolder, root);
  const cached = { ...context, cacheFolder: await realpath(request.cacheFolder) };
  if (against.kind === 'npm') return prepareNpmBase(cached, against.packages);
  return prepareGitBase(cached, against.ref);
}
