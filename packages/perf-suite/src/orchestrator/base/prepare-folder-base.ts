import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import type { BaseContext, PreparedBase } from './base-context.js';
import { type Git, gitIn } from './git.js';
import { isClean, sameTree } from './same-code.js';

/**
 * Takes a folder as the base as it is: another checkout, set up by whoever made it.
 * @throws {PerfError} `bad-usage` when it is no folder, or the project itself
 */
export async function prepareFolderBase(context: BaseContext, path: string): Promise<PreparedBase> {
  const wanted = resolve(context.root, path);
  const entry = await stat(wanted).catch(() => null);
  if (!entry?.isDirectory()) {
    throw new PerfError(
      'bad-usage',
      `--against ${path}: expected a folder, found ${entry === null ? 'nothing' : 'a file'} at ${wanted}`,
      {
        hint: 'Name another checkout of the project, or a git ref: --against main',
      },
    );
  }
  const folder = await realpath(wanted);
  if (folder === context.root) {
    throw new PerfError('bad-usage', `--against ${path}: expected another folder than the project itself`, {
      hint: 'To compare with the last commit: --against HEAD',
    });
  }
  const git = gitIn(folder, context.childEnv, context.runCommand);
  const commit = await git.try('rev-parse', '--verify', '--quiet', 'HEAD');
  return {
    source: { kind: 'folder', ref: path, commit },
    warnings: [],
    folder,
    packages: {},
    sameAsHead: commit === null ? null : await sameCheckout(context, git, commit),
    cleanup: async () => {},
  };
}

/** Two folders of one repository hold different code; two checkouts may hold the same. */
async function sameCheckout(context: BaseContext, git: Git, commit: string): Promise<string | null> {
  const ofHead = gitIn(context.root, context.childEnv, context.runCommand);
  const [here, there] = await Promise.all([ofHead, git].map((one) => one.try('rev-parse', '--show-prefix')));
  return here === there && (await isClean(git)) ? sameTree(ofHead, commit) : null;
}
