import { PerfError } from '@perf-suite/schema';
import type { CheckedOut } from './checked-out.js';
import { gitIn } from './git.js';
import { pointersOfBaseOnly, restoreLfsFiles } from './lfs-files.js';
import { checkOutSubmodules, neededSubmodules } from './submodules.js';

/**
 * Adds to a fresh checkout what git leaves out of it: submodules, and files of Git LFS.
 * @throws {PerfError} `setup-failed` naming what cannot be had
 */
export async function completeCheckout(checkedOut: CheckedOut): Promise<undefined> {
  const submodules = await checkOutSubmodules(checkedOut);
  await restoreLfsFiles([checkedOut, ...submodules]);
}

/**
 * Tries the same where a command of the user's is to set base up, which may well do what we cannot.
 * @returns what checks, once that command ran, whether it did; nothing where all is there
 */
export async function completeAsFarAsPossible(
  checkedOut: CheckedOut,
): Promise<(() => Promise<void>) | undefined> {
  try {
    await completeCheckout(checkedOut);
    return undefined;
  } catch (problem) {
    if (!(problem instanceof PerfError)) throw problem;
    checkedOut.log(`${problem.message.split('\n')[0]}; left to --base-setup`);
    return () => completeCheckout(checkedOut);
  }
}

/** True where a checkout of an earlier run still has its submodules and what head has of Git LFS. */
export async function isComplete(checkedOut: CheckedOut): Promise<boolean> {
  const { top, headTop, commit, env, runCommand } = checkedOut;
  const git = gitIn(top, env, runCommand);
  for (const { path } of await neededSubmodules(git, commit, headTop)) {
    // Git does not miss a submodule whose folder was emptied.
    if (!(await git.try('-C', path, 'ls-files', '--', '.'))) return false;
  }
  return (await pointersOfBaseOnly(checkedOut)).length === 0;
}
