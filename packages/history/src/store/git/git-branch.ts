import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PerfError } from '@perf-suite/schema';
import { gitOutput, runGit } from './git-command.js';

/** Files to write by path; null removes one. */
export type BranchChanges = ReadonlyMap<string, Uint8Array | null>;

const MOST_ATTEMPTS = 30;
const NULL_ID = '0'.repeat(40);

const IDENTITY = {
  GIT_AUTHOR_NAME: 'perf-history',
  GIT_AUTHOR_EMAIL: 'perf-history@localhost',
  GIT_COMMITTER_NAME: 'perf-history',
  GIT_COMMITTER_EMAIL: 'perf-history@localhost',
};

/**
 * A branch that holds files and shares no history with others. It is written with an index of its own: working
 * tree, index and HEAD of the user stay as they are.
 */
export class GitBranch {
  readonly #folder: string;
  readonly #gitFolder: string;
  readonly branch: string;
  /** Null where the repository has none. */
  readonly remote: string | null;

  private constructor(own: { folder: string; gitFolder: string; branch: string; remote: string | null }) {
    this.#folder = own.folder;
    this.#gitFolder = own.gitFolder;
    this.branch = own.branch;
    this.remote = own.remote;
  }

  /** @throws {PerfError} `bad-usage` when the folder is in no repository, or no branch can have that name */
  static async open(folder: string, branch: string): Promise<GitBranch> {
    const found = await runGit(folder, ['rev-parse', '--path-format=absolute', '--git-common-dir']);
    if (found.code !== 0) {
      throw new PerfError('bad-usage', '--store git: expected a git repository, found none here', {
        hint: 'Run it in the repository of the project, or name a file with --store.',
      });
    }
    if ((await runGit(folder, ['check-ref-format', '--branch', branch])).code !== 0) {
      throw new PerfError('bad-usage', `--store git: no branch can be named ${JSON.stringify(branch)}`);
    }
    const remotes = (await gitOutput(folder, ['remote'])).toString('utf8').split('\n').filter(Boolean);
    const remote = remotes.includes('origin') ? 'origin' : (remotes[0] ?? null);
    return new GitBranch({ folder, gitFolder: found.out.toString('utf8').trim(), branch, remote });
  }

  /** A folder of the repository that belongs to this branch alone. */
  get ownFolder(): string {
    return join(this.#gitFolder, 'perf-history');
  }

  get #localRef(): string {
    return `refs/heads/${this.branch}`;
  }

  /** Where the remote's branch was when it was last seen; apart from what the user's own fetches write. */
  get #remoteRef(): string {
    return `refs/perf-history/${this.branch}`;
  }

  /** Returns the newest commit on this machine, or null. */
  tip(): Promise<string | null> {
    return this.#commitOf(this.#localRef);
  }

  /** Returns each file's blob by path. */
  async files(commit: string | null): Promise<Map<string, string>> {
    if (commit === null) return new Map();
    const listed = await gitOutput(this.#folder, ['ls-tree', '-r', '-z', '--full-tree', commit]);
    const entries = listed.toString('utf8').split('\0').filter(Boolean);
    return new Map(
      entries.map((entry) => {
        const [head = '', path = ''] = entry.split('\t');
        return [path, head.split(' ')[2] ?? ''];
      }),
    );
  }

  /** Returns the bytes of blobs, in their order. @throws {PerfError} `bad-file` when one is missing */
  async read(blobs: readonly string[]): Promise<Buffer[]> {
    const contents: Buffer[] = [];
    for (let start = 0; start < blobs.length; start += 200) {
      const asked = blobs.slice(start, start + 200);
      const out = await gitOutput(this.#folder, ['cat-file', '--batch'], { input: `${asked.join('\n')}\n` });
      let at = 0;
      for (const blob of asked) {
        const end = out.indexOf(0x0a, at);
        const [, type, size] = out.subarray(at, end).toString('utf8').split(' ');
        if (type !== 'blob') {
          throw new PerfError('bad-file', `branch ${this.branch}: a file of it is missing (${blob})`, {
            hint: 'Fetch the branch as a whole: git fetch --refetch',
          });
        }
        contents.push(out.subarray(end + 1, end + 1 + Number(size)));
        at = end + 1 + Number(size) + 1;
      }
    }
    return contents;
  }

  /** Commits changes to the local branch, after whatever another process commits to it at the same time. */
  async commit(
    changes: BranchChanges,
    message: string,
  ): Promise<{ readonly parent: string | null; readonly commit: string }> {
    const entries = await this.#indexEntries(changes);
    for (let attempt = 1; ; attempt++) {
      const parent = await this.tip();
      const commit = await this.#commitOn(parent, entries, message);
      if (await this.#moveLocal(parent, commit)) return { parent, commit };
      if (attempt >= MOST_ATTEMPTS) throw busy(this.branch);
      await sleep(20 * attempt * (0.5 + Math.random()));
    }
  }

  /**
   * Brings the local branch to what the remote has, with what only this machine has on top of it.
   * @throws {PerfError} `unreachable`
   */
  async fetch(): Promise<void> {
    if (this.remote === null) return;
    const remoteTip = await this.#fetchRemote(this.remote);
    if (remoteTip === null) return;
    for (let attempt = 1; ; attempt++) {
      const local = await this.tip();
      const joined = await this.#joined(local, remoteTip);
      if (joined === local || (await this.#moveLocal(local, joined))) return;
      if (attempt >= MOST_ATTEMPTS) throw busy(this.branch);
    }
  }

  /**
   * Pushes the local branch. Where another job was first, what only this machine has is committed again on top of
   * that; nothing is ever pushed with force.
   * @throws {PerfError} `unreachable`; what was committed stays on the local branch
   */
  async push(): Promise<void> {
    if (this.remote === null) return;
    for (let attempt = 1; ; attempt++) {
      await this.fetch();
      const local = await this.tip();
      if (local === null || local === (await this.#commitOf(this.#remoteRef))) return;
      const target = `${local}:${this.#localRef}`;
      const args = ['push', '--quiet', '--no-verify', '--no-follow-tags', '--recurse-submodules=no'];
      const { code, err } = await runGit(this.#folder, [...args, this.remote, target]);
      if (code === 0) {
        await gitOutput(this.#folder, ['update-ref', this.#remoteRef, local]);
        return;
      }
      const wasOvertaken =
        /\[(remote )?rejected\]|fetch first|non-fast-forward|cannot lock ref|failed to update ref/i;
      if (!wasOvertaken.test(err) || attempt >= MOST_ATTEMPTS) throw this.#unreachable('pushed', err);
      await sleep(Math.min(2_000, 50 * attempt) * (0.5 + Math.random()));
    }
  }

  async #fetchRemote(remote: string): Promise<string | null> {
    const listed = await runGit(this.#folder, ['ls-remote', remote, this.#localRef]);
    if (listed.code !== 0) throw this.#unreachable('fetched', listed.err);
    if (listed.out.length === 0) return null;
    const refs = `+${this.#localRef}:${this.#remoteRef}`;
    const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--recurse-submodules=no'];
    for (let attempt = 1; ; attempt++) {
      const { code, err } = await runGit(this.#folder, [...args, remote, refs]);
      if (code === 0) return this.#commitOf(this.#remoteRef);
      // Another process of this machine fetches it, too.
      if (!/cannot lock ref|unable to update/i.test(err) || attempt >= MOST_ATTEMPTS) {
        throw this.#unreachable('fetched', err);
      }
      await sleep(50 * attempt * (0.5 + Math.random()));
    }
  }

  /** Returns a commit that holds what both have: one of them where that is enough. */
  async #joined(local: string | null, remote: string): Promise<string> {
    if (local === null || local === remote || (await this.#isAncestor(local, remote))) return remote;
    if (await this.#isAncestor(remote, local)) return local;
    const base = await runGit(this.#folder, ['merge-base', local, remote]);
    const before = await this.files(base.code === 0 ? base.out.toString('utf8').trim() : null);
    const after = await this.files(local);
    const entries = [
      ...[...after]
        .filter(([path, blob]) => before.get(path) !== blob)
        .map(([path, blob]) => entryOf(path, blob)),
      ...[...before.keys()].filter((path) => !after.has(path)).map((path) => entryOf(path, null)),
    ];
    return this.#commitOn(remote, entries, 'Add what another job added at the same time');
  }

  async #indexEntries(changes: BranchChanges): Promise<string[]> {
    const entries: string[] = [];
    for (const [path, bytes] of changes) {
      const blob =
        bytes === null
          ? null
          : await gitOutput(this.#folder, ['hash-object', '-w', '--stdin'], { input: bytes });
      entries.push(entryOf(path, blob?.toString('utf8').trim() ?? null));
    }
    return entries;
  }

  async #commitOn(parent: string | null, entries: readonly string[], message: string): Promise<string> {
    const index = join(this.#gitFolder, `perf-history-index-${randomBytes(6).toString('hex')}`);
    const env = { GIT_INDEX_FILE: index };
    try {
      if (parent !== null) await gitOutput(this.#folder, ['read-tree', parent], { env });
      await gitOutput(this.#folder, ['update-index', '-z', '--index-info'], { env, input: entries.join('') });
      const tree = (await gitOutput(this.#folder, ['write-tree'], { env })).toString('utf8').trim();
      const parents = parent === null ? [] : ['-p', parent];
      const args = ['commit-tree', '--no-gpg-sign', tree, ...parents];
      const commit = await gitOutput(this.#folder, args, { env: IDENTITY, input: message });
      return commit.toString('utf8').trim();
    } finally {
      await rm(index, { force: true });
    }
  }

  /** Returns false where another process has moved the branch in between. */
  async #moveLocal(from: string | null, to: string): Promise<boolean> {
    const { code } = await runGit(this.#folder, ['update-ref', this.#localRef, to, from ?? NULL_ID]);
    return code === 0;
  }

  async #commitOf(ref: string): Promise<string | null> {
    const { code, out } = await runGit(this.#folder, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
    return code === 0 ? out.toString('utf8').trim() : null;
  }

  async #isAncestor(one: string, other: string): Promise<boolean> {
    return (await runGit(this.#folder, ['merge-base', '--is-ancestor', one, other])).code === 0;
  }

  #unreachable(what: string, reason: string): PerfError {
    return new PerfError(
      'unreachable',
      `branch ${this.branch} cannot be ${what} (${this.remote}): ${reason}`,
      {
        hint: 'What was added is on the local branch, and is pushed with the next add. CI jobs need the right to push (on GitHub: permissions: contents: write).',
      },
    );
  }
}

function entryOf(path: string, blob: string | null): string {
  return blob === null ? `0 ${NULL_ID}\t${path}\0` : `100644 ${blob}\t${path}\0`;
}

function busy(branch: string): PerfError {
  return new PerfError('not-writable', `branch ${branch}: other processes keep moving it`, {
    hint: 'Run it again when they have ended.',
  });
}
