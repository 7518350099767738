import { realpath } from 'node:fs/promises';
import { openCache } from './base-cache.js';
import type { BaseContext, BaseRequest, PreparedBase } from './base-context.js';
import { childEnvironment } from './child-environment.js';
import { parseAgainst } from './parse-against.js';
import { prepareFolderBase } from './prepare-folder-base.js';
import { prepareGitBase } from './prepare-git-base.js';
import { prepareNpmBase } from './prepare-npm-base.js';
import { prepareRuntimeBase } from './prepare-runtime-base.js';
import { runCommand } from './run-command.js';

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
    headNode: request.headNode ?? process.versions.node,
    childEnv: childEnvironment(startedWith),
    runCommand: (command, options) => runCommand(command, { limitMs: request.commandLimitMs, ...options }),
  };
  if (against.kind === 'folder') return prepareFolderBase(context, against.path);
  if (against.kind === 'runtime') return prepareRuntimeBase(context, against.runtime);
  await openCache(request.cacheFolder, root);
  const cached = { ...context, cacheFolder: await realpath(request.cacheFolder) };
  if (against.kind === 'npm') return prepareNpmBase(cached, against.packages);
  return prepareGitBase(cached, against.ref);
}
