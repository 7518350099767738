import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { makeFolder } from '@perf-suite/schema/node';
import { dropNote, evictUnused, markUsed, readNote, writeNote } from './base-cache.js';
import type { BaseContext, PreparedBase } from './base-context.js';
import { type BaseChoice, chooseBaseCommit } from './choose-base-commit.js';
import { completeAsFarAsPossible, completeCheckout, isComplete } from './complete-checkout.js';
import { LOCKFILES } from './detect-package-manager.js';
import { exists } from './find-install-root.js';
import { acquireLock } from './folder-lock.js';
import { findRepository, type Git, gitIn, type Repository } from './git.js';
import { WITHOUT_LFS } from './lfs-files.js';
import { prepareFolderBase } from './prepare-folder-base.js';
import { setUpCheckout } from './set-up-checkout.js';
import { type CheckedOut, neededSubmodules } from './submodules.js';

/** One commit's checkout to be: where it goes and what it is for. */
interface Checkout {
  readonly key: string;
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
  const key = `${commit.slice(0, 12)}-${await setupHash(context, commit, repository)}`;
  const top = join(context.cacheFolder, key);
  const checkout: Checkout = { key, commit, top, project: join(top, repository.prefix) };
  await noteIfUnchanged(context, git, checkout, ref);
  const release = await acquireLock(join(context.cacheFolder, `${key}.lock`), {
    signal: context.signal,
    onWait: (owner) => context.log(`Waiting for process ${owner}, which prepares the same base`),
  });
  try {
    await ensureCheckout(context, git, repository, checkout);
    const cleanup = await markUsed(context.cacheFolder, key);
    return { source, warnings, folder: checkout.project, packages: {}, cleanup };
  } finally {
    await release();
    await evictUnused(context.cacheFolder, (folder) => removeWorktree(git, folder));
  }
}

async function ensureCheckout(
  context: BaseContext,
  git: Git,
  repository: Repository,
  checkout: Checkout,
): Promise<void> {
  const { cacheFolder } = context;
  const { key, commit, top } = checkout;
  const worktree = gitIn(top, context.childEnv, context.runCommand);
  const note = await readNote(cacheFolder, key);
  const checkedOut = await checkedOutOf(context, git, repository, checkout);
  const intact = note !== null && (await isIntact(worktree, commit, note.trackedChanges));
  if (intact && (await isComplete(checkedOut))) {
    context.log(`Base ${commit.slice(0, 7)} is ready from an earlier run (${top})`);
    await writeNote(cacheFolder, { ...note, usedAtMs: Date.now() });
    return;
  }
  await dropNote(cacheFolder, key);
  try {
    await addWorktree(context, git, repository, checkout);
    const isSure = context.setupCommand === null;
    const check = await (isSure ? completeCheckout(checkedOut) : completeAsFarAsPossible(checkedOut));
    await setUpCheckout({
      top,
      project: checkout.project,
      headTop: repository.top,
      headProject: context.root,
      setupCommand: context.setupCommand,
      startedWith: context.startedWith,
      env: context.childEnv,
      runCommand: context.runCommand,
      signal: context.signal,
      log: context.log,
    });
    await check?.();
  } catch (error) {
    await removeWorktree(git, top);
    throw error;
  }
  const trackedChanges = await changesOf(worktree);
  await writeNote(cacheFolder, { key, usedAtMs: Date.now(), trackedChanges });
}

async function addWorktree(
  context: BaseContext,
  git: Git,
  repository: Repository,
  checkout: Checkout,
): Promise<void> {
  const { commit, top, project } = checkout;
  await removeWorktree(git, top);
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

async function isIntact(worktree: Git, commit: string, trackedChanges: string): Promise<boolean> {
  if (!(await exists(worktree.cwd))) return false;
  if ((await worktree.try('rev-parse', 'HEAD')) !== commit) return false;
  return (await changesOf(worktree)) === trackedChanges;
}

/** Tracked files that differ from the commit, with a hash of the difference. */
async function changesOf(worktree: Git): Promise<string> {
  const difference = await worktree.run('diff', 'HEAD', '--no-ext-diff', '--binary');
  return difference === '' ? '' : createHash('sha256').update(difference).digest('hex');
}

/** Changes with what a checkout is made of, so that none made otherwise is taken for one. */
const CHECKOUT_KIND = 'with submodules and Git LFS';

/** Hash of what decides how the checkout is set up: lockfiles, the command, where in it, and the Node ABI. */
async function setupHash(context: BaseContext, commit: string, { top, prefix }: Repository): Promise<string> {
  const parts = prefix === '' ? [] : prefix.split('/');
  const folders = ['', ...parts.map((_, i) => `${parts.slice(0, i + 1).join('/')}/`)];
  const paths = folders.flatMap((folder) => LOCKFILES.map((lockfile) => folder + lockfile));
  const inTop = gitIn(top, context.childEnv, context.runCommand);
  const lockfiles = await inTop.run('ls-tree', commit, '--', ...paths);
  const { platform, arch, versions } = process;
  const submodules = await neededSubmodules(inTop, commit, top);
  const facts = [
    CHECKOUT_KIND,
    submodules,
    lockfiles,
    context.setupCommand,
    prefix,
    platform,
    arch,
    versions.modules,
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 8);
}

async function noteIfUnchanged(
  context: BaseContext,
  git: Git,
  { commit }: Checkout,
  ref: string,
): Promise<void> {
  const head = await git.try('rev-parse', 'HEAD');
  if (head !== commit) return;
  const isClean = (await git.try('status', '--porcelain', '--untracked-files=no')) === '';
  if (isClean)
    context.log(`${ref} is what is checked out here, without changes: both sides will run the same code`);
}
