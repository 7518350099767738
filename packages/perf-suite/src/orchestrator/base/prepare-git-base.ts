import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { makeFolder } from '@perf-suite/schema/node';
import type { BaseContext, PreparedBase } from './base-context.js';
import { type BuiltOutput, findBuiltOutputs } from './built-outputs.js';
import type { CheckedOut } from './checked-out.js';
import { type BaseChoice, chooseBaseCommit } from './choose-base-commit.js';
import { completeAsFarAsPossible, completeCheckout, isComplete } from './complete-checkout.js';
import { LOCKFILES } from './detect-package-manager.js';
import { exists } from './find-install-root.js';
import { findRepository, type Git, gitIn, type Repository } from './git.js';
import { keepBase } from './keep-base.js';
import { hashOfLaidOver, layOver } from './lay-over.js';
import { WITHOUT_LFS } from './lfs-files.js';
import { foldersOfBenchmarks } from './nested-packages.js';
import { prepareFolderBase } from './prepare-folder-base.js';
import { sameTree } from './same-code.js';
import { setUpCheckout } from './set-up-checkout.js';
import { neededSubmodules } from './submodules.js';

/** One commit's checkout to be: where it goes and what it is for. */
interface Checkout {
  readonly commit: string;
  /** Absolute top folder of the worktree. */
  readonly top: string;
  /** Absolute folder in it that corresponds to the project. */
  readonly project: string;
}

/**
 * Checks a commit out into a git worktree, sets it up, and keeps it for later runs.
 * A name that is no ref but an existing folder is taken as that folder.
 * @throws {PerfError} `bad-usage` for an unknown ref or one without the project, `setup-failed` otherwise
 */
export async function prepareGitBase(context: BaseContext, ref: string): Promise<PreparedBase> {
  const git = gitIn(context.root, context.childEnv, context.runCommand);
  let repository: Repository;
  let chosen: BaseChoice;
  try {
    repository = await findRepository(git);
    chosen = await chooseBaseCommit(git, ref, {
      againstTip: context.againstTip ?? false,
      variables: context.startedWith,
    });
  } catch (error) {
    if (await exists(resolve(context.root, ref))) return prepareFolderBase(context, ref);
    throw error;
  }
  const { source, warnings } = chosen;
  const { commit } = source;
  const sameAsHead = await sameTree(git, commit);
  const ofHead = gitIn(repository.top, context.childEnv, context.runCommand);
  // A command of the user's builds whatever it builds.
  const builtOutputs =
    context.setupCommand === null ? await findBuiltOutputs(context.benchmarkFiles ?? [], ofHead) : [];
  const checkoutIn = (top: string): Checkout => ({ commit, top, project: join(top, repository.prefix) });
  const { top, release } = await keepBase(context, {
    key: `${commit.slice(0, 12)}-${await setupHash(context, commit, repository, builtOutputs)}`,
    name: `Base ${commit.slice(0, 7)}`,
    reusable: true,
    lacks: async (top) => {
      const checkedOut = await checkedOutOf(context, git, repository, checkoutIn(top));
      return (await isComplete(checkedOut)) ? null : 'it lacks a submodule or files of Git LFS that head has';
    },
    make: (top) => makeCheckout(context, git, repository, checkoutIn(top), builtOutputs),
    remove: (top) => removeWorktree(git, top),
  });
  const folder = checkoutIn(top).project;
  return { source, warnings, folder, packages: {}, sameAsHead, cleanup: release };
}

async function makeCheckout(
  context: BaseContext,
  git: Git,
  repository: Repository,
  checkout: Checkout,
  builtOutputs: readonly BuiltOutput[],
): Promise<void> {
  await addWorktree(context, git, repository, checkout);
  if (context.laidOver !== undefined) await layOver(checkout.project, context.laidOver);
  const checkedOut = await checkedOutOf(context, git, repository, checkout);
  const isSure = context.setupCommand === null;
  const check = await (isSure ? completeCheckout(checkedOut) : completeAsFarAsPossible(checkedOut));
  await setUpCheckout({
    top: checkout.top,
    project: checkout.project,
    headTop: repository.top,
    headProject: context.root,
    benchmarkFolders: foldersOfBenchmarks(context.root, context.benchmarkFiles ?? []),
    builtOutputs,
    setupCommand: context.setupCommand,
    startedWith: context.startedWith,
    env: context.childEnv,
    runCommand: context.runCommand,
    signal: context.signal,
    log: context.log,
  });
  await check?.();
}

async function addWorktree(
  context: BaseContext,
  git: Git,
  repository: Repository,
  checkout: Checkout,
): Promise<void> {
  const { commit, top, project } = checkout;
  await makeFolder(context.cacheFolder);
  context.log(`Checking out ${commit.slice(0, 7)} into ${top}`);
  // Hooks are for people's checkouts: one that installs or opens an editor must not run here.
  await git.run(
    '-c',
    'core.hooksPath=/dev/null',
    ...WITHOUT_LFS,
    'worktree',
    'add',
    '--quiet',
    '--detach',
    '--force',
    top,
    commit,
  );
  if (!(await exists(project))) {
    throw new PerfError(
      'bad-usage',
      `--against ${context.against}: expected the folder ${repository.prefix} in commit ${commit.slice(0, 7)}, found none`,
      {
        hint: 'Compare with a later commit, where this package exists.',
      },
    );
  }
}

async function checkedOutOf(
  { childEnv, runCommand, signal, log }: BaseContext,
  git: Git,
  repository: Repository,
  { top, commit }: Checkout,
): Promise<CheckedOut> {
  const store = resolve(git.cwd, await git.run('rev-parse', '--git-common-dir'));
  const stoppable: typeof runCommand = (command, options) => runCommand(command, { signal, ...options });
  return { top, headTop: repository.top, commit, store, env: childEnv, runCommand: stoppable, log };
}

async function removeWorktree(git: Git, folder: string): Promise<void> {
  await git.try('worktree', 'remove', '--force', '--force', folder);
  await rm(folder, { recursive: true, force: true });
  await git.try('worktree', 'prune');
}

/** Changes with what a checkout is made of, so that none made otherwise is taken for one. */
const CHECKOUT_KIND = 'with submodules and Git LFS';

/**
 * Hash of what decides how the checkout is set up: lockfiles, packages around the benchmark files, what head has
 * built, the command, where in it, the Node ABI, and the files that take the place of its own.
 */
async function setupHash(
  context: BaseContext,
  commit: string,
  { top, prefix }: Repository,
  builtOutputs: readonly BuiltOutput[],
): Promise<string> {
  const parts = prefix === '' ? [] : prefix.split('/');
  const folders = ['', ...parts.map((_, i) => `${parts.slice(0, i + 1).join('/')}/`)];
  const nested =
    context.setupCommand === null ? foldersOfBenchmarks(context.root, context.benchmarkFiles ?? []) : [];
  const paths = [
    ...folders.flatMap((folder) => LOCKFILES.map((lockfile) => folder + lockfile)),
    ...nested.flatMap((folder) =>
      ['package.json', ...LOCKFILES].map((file) => `${prefix}/${folder}/${file}`),
    ),
  ].map((path) => path.replace(/^\//, ''));
  const inTop = gitIn(top, context.childEnv, context.runCommand);
  const lockfiles = await inTop.run('ls-tree', commit, '--', ...paths);
  const { platform, arch, versions } = process;
  const submodules = await neededSubmodules(inTop, commit, top);
  const facts = [
    CHECKOUT_KIND,
    submodules,
    lockfiles,
    builtOutputs,
    context.setupCommand,
    prefix,
    platform,
    arch,
    versions.modules,
    ...(context.laidOver === undefined ? [] : [await hashOfLaidOver(context.laidOver)]),
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 8);
}
