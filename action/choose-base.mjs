import { ActionError } from './action-error.mjs';

/**
 * @typedef {object} Base
 * @property {string} against as `perf-suite run --against` takes it; empty where there is nothing to compare with
 * @property {string | null} commit the commit that it will mean; null where that is not known
 */

/**
 * Decides what the commit that is checked out is compared with, and fetches what that needs.
 * @param {import('./git.mjs').Git} git
 * @param {{ base: string, event: import('./job.mjs').Event, variables: NodeJS.ProcessEnv }} job
 * @returns {Promise<Base>}
 */
export async function chooseBase(git, { base, event, variables }) {
  if (variables.GITHUB_EVENT_NAME === 'pull_request_target') {
    throw new ActionError(
      'expected the event pull_request, found pull_request_target: it would run the code of the pull request beside a token that may write. Use pull_request, and for pull requests from forks the second workflow of docs/ci.md.',
    );
  }
  if (base !== '') return ofInput(git, base);
  if (event.pull_request !== undefined) return ofPullRequest(git, variables);
  return ofPush(git, event.merge_group?.base_sha ?? event.before ?? '');
}

/**
 * @param {import('./git.mjs').Git} git
 * @param {string} base
 */
async function ofInput(git, base) {
  if (/^(npm|runtime):/.test(base)) return { against: base, commit: null };
  if (await git.isShallow()) await git.fetchHistory();
  const branch = base.replace(/^origin\//, '');
  if ((await git.commit(base)) === null) await git.fetchBranch(branch);
  // Only a branch has a merge base with head; of another commit (a tag, an id) perf-suite takes that one.
  return {
    against: base,
    commit: await git.mergeBase(base).then((one) => one ?? git.mergeBase(`origin/${base}`)),
  };
}

/**
 * The merge commit that GitHub made says what the pull request changes: its first parent is the commit of the branch
 * that it was merged with, however far that branch has gone on since.
 * @param {import('./git.mjs').Git} git
 * @param {NodeJS.ProcessEnv} variables
 */
async function ofPullRequest(git, variables) {
  const branch = `origin/${variables.GITHUB_BASE_REF ?? ''}`;
  if ((await git.commit('HEAD^1')) === null && (await git.isShallow())) await git.fetchHistory();
  const isMerge =
    (await git.commit('HEAD')) === variables.GITHUB_SHA && (await git.commit('HEAD^2')) !== null;
  if (isMerge) return { against: branch, commit: await git.commit('HEAD^1') };
  // Somebody checked out the branch of the pull request itself.
  if (await git.isShallow()) await git.fetchHistory();
  await git.fetchBranch(variables.GITHUB_BASE_REF ?? '');
  return { against: branch, commit: await git.mergeBase(branch) };
}

/**
 * @param {import('./git.mjs').Git} git
 * @param {string} before the commit that the branch was at; zeros for a new branch
 */
async function ofPush(git, before) {
  if ((await git.commit('HEAD^1')) === null && (await git.isShallow())) await git.fetchHistory();
  const parent = await git.commit('HEAD^1');
  if (parent === null) return { against: '', commit: null };
  // After a forced push the branch was at a commit that head does not come from.
  const isEarlier = /^(?!0+$)[0-9a-f]{40,64}$/.test(before) && (await git.mergeBase(before)) === before;
  return isEarlier && before !== parent
    ? { against: before, commit: before }
    : { against: 'HEAD~1', commit: parent };
}
