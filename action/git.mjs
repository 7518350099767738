import { ActionError } from './action-error.mjs';
import { runProgram, withoutInputs } from './run-program.mjs';

/** git in one folder, as it is checked out there. */
export class Git {
  /** @type {string} */
  #folder;
  /** @type {NodeJS.ProcessEnv} */
  #variables;
  /** @type {string} */
  #token;

  /**
   * @param {string} folder
   * @param {NodeJS.ProcessEnv} variables
   * @param {string} token for a repository that is not public, where the checkout kept no credentials; may be empty
   */
  constructor(folder, variables, token) {
    this.#folder = folder;
    this.#variables = { ...withoutInputs(variables), GIT_TERMINAL_PROMPT: '0' };
    this.#token = token;
  }

  /** @throws {ActionError} without git, or outside of a checkout */
  async expectCheckout() {
    const found = await this.#run(['rev-parse', '--show-toplevel']);
    if (found.exitCode === 0) return;
    const isMissing = found.exitCode === 127;
    throw new ActionError(
      isMissing
        ? 'expected the program git, found none. Install git in the container of this job.'
        : `expected a checkout of the repository in ${this.#folder}, found none (${found.stderr.trim()}). Run actions/checkout before this action; in a container, also: git config --global --add safe.directory "$GITHUB_WORKSPACE".`,
    );
  }

  /**
   * Returns the id of the commit that a name stands for; null where this clone has none.
   * @param {string} name
   */
  async commit(name) {
    const { exitCode, stdout } = await this.#run([
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${name}^{commit}`,
    ]);
    return exitCode === 0 ? stdout.trim() : null;
  }

  /**
   * Returns the commit at which HEAD left another; null where this clone does not have it.
   * @param {string} other
   */
  async mergeBase(other) {
    const commit = await this.commit(other);
    if (commit === null) return null;
    const { exitCode, stdout } = await this.#run(['merge-base', 'HEAD', commit]);
    return exitCode === 0 ? stdout.trim() : null;
  }

  async isShallow() {
    return (await this.#run(['rev-parse', '--is-shallow-repository'])).stdout.trim() === 'true';
  }

  /**
   * Fetches the history of what is checked out, which a shallow clone lacks.
   * @throws {ActionError} where the remote refuses
   */
  async fetchHistory() {
    const head = await this.commit('HEAD');
    process.stdout.write('perf-suite: this clone is shallow; fetching the history of the commit\n');
    const problem = await this.#fetch(['--unshallow', 'origin', head ?? 'HEAD']);
    if (problem === null) return;
    throw new ActionError(
      `expected the commit to compare with, found a shallow clone without it, and could not fetch it: ${problem}\nSet fetch-depth: 0 for actions/checkout.`,
    );
  }

  /**
   * Fetches a branch, if the remote has one of that name.
   * @param {string} name
   */
  async fetchBranch(name) {
    await this.#fetch(['origin', `+refs/heads/${name}:refs/remotes/origin/${name}`]);
  }

  /**
   * @param {readonly string[]} args
   * @returns {Promise<string | null>} why it could not
   */
  async #fetch(args) {
    const words = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...args];
    const first = await this.#run(words);
    if (first.exitCode === 0) return null;
    // Only now: a second login beside one that the checkout kept is refused.
    if (this.#token === '') return first.stderr.trim();
    const second = await this.#run(words, this.#login());
    return second.exitCode === 0 ? null : second.stderr.trim();
  }

  /** Variables that make git send the token; a command line could be read by others on the machine. */
  #login() {
    const server = this.#variables.GITHUB_SERVER_URL ?? 'https://github.com';
    const login = Buffer.from(`x-access-token:${this.#token}`).toString('base64');
    return {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `http.${server}/.extraheader`,
      GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${login}`,
    };
  }

  /**
   * @param {readonly string[]} args
   * @param {Readonly<Record<string, string>>} [more]
   */
  #run(args, more = {}) {
    return runProgram('git', args, {
      cwd: this.#folder,
      env: { ...this.#variables, ...more },
      isShown: false,
    });
  }
}
