import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { makeFolder } from '@perf-suite/schema/node';
import type { CheckedOut } from './checked-out.js';
import { exists } from './find-install-root.js';
import { type Git, gitIn } from './git.js';
import { WITHOUT_LFS } from './lfs-files.js';

/** A repository inside a commit. */
export interface Submodule {
  readonly name: string;
  /** Relative to the top of the repository around it. */
  readonly path: string;
  readonly commit: string;
}

/**
 * Returns the submodules of a commit that base needs. One that head lists but has not checked out is none: the
 * benchmarks do without it there.
 * @param git in any checkout of the repository
 */
export async function neededSubmodules(git: Git, commit: string, headTop: string): Promise<Submodule[]> {
  const listed = await git.try(
    'config',
    '-z',
    '--blob',
    `${commit}:.gitmodules`,
    '--get-regexp',
    String.raw`^submodule\..*\.path$`,
  );
  const needed: Submodule[] = [];
  for (const entry of (listed ?? '').split('\0')) {
    const [key = '', path = ''] = entry.split('\n');
    if (path === '' || (await isEmptyFolder(join(headTop, path)))) continue;
    // `160000 commit <id>` is a submodule; the file may also name one that is gone.
    const link = /^160000 commit ([0-9a-f]+)/.exec((await git.try('ls-tree', commit, '--', path)) ?? '');
    const name = key.slice('submodule.'.length, -'.path'.length);
    if (link?.[1] !== undefined) needed.push({ name, path, commit: link[1] });
  }
  return needed;
}

/**
 * Checks out the submodules that base needs, and theirs, each at the commit that base names: from head's copy
 * of the repository where that holds it, without any network, else from where it comes from.
 * @returns what was checked out, from the outermost
 * @throws {PerfError} `setup-failed` naming the submodule that cannot be had
 */
export async function checkOutSubmodules(around: CheckedOut): Promise<CheckedOut[]> {
  const git = gitIn(around.top, around.env, around.runCommand);
  const done: CheckedOut[] = [];
  for (const submodule of await neededSubmodules(git, around.commit, around.headTop)) {
    const inside = await checkOut(around, git, submodule);
    done.push(inside, ...(await checkOutSubmodules(inside)));
  }
  return done;
}

async function checkOut(around: CheckedOut, git: Git, submodule: Submodule): Promise<CheckedOut> {
  const { path, commit } = submodule;
  const [top, headTop] = [join(around.top, path), join(around.headTop, path)];
  const inside = gitIn(top, around.env, around.runCommand);
  const store = await storeOf(around, submodule, headTop);
  const done = { ...around, top, headTop, commit, store };
  if (!(await isEmptyFolder(top)) && (await exists(top))) return done;
  around.log(`Checking out the submodule ${path} at ${commit.slice(0, 7)}`);
  const problem = (await checkOutFrom(store, around, inside, commit)) ? null : await fetchIt(git, submodule);
  if (problem === null && (await inside.try('rev-parse', 'HEAD')) === commit) return done;
  throw new PerfError(
    'setup-failed',
    `Base needs the submodule ${path} at ${commit.slice(0, 12)}: expected it in ${store} or from its remote, found neither${problem ? `:\n${problem}` : ''}`,
    {
      hint: `Fetch it into this clone: git submodule update --init ${path} && git -C ${path} fetch origin ${commit} (in GitHub Actions: actions/checkout with submodules: recursive). Where no benchmark needs it, leave it out of head too: git submodule deinit ${path}. Or say how to get it: --base-setup "git submodule update --init && npm ci"`,
    },
  );
}

/** Returns where git keeps head's copy of the submodule, whether or not there is any. */
async function storeOf(around: CheckedOut, { name }: Submodule, headTop: string): Promise<string> {
  if (await exists(join(headTop, '.git'))) {
    const found = await gitIn(headTop, around.env, around.runCommand).try('rev-parse', '--git-common-dir');
    if (found !== null) return resolve(headTop, found);
  }
  return join(around.store, 'modules', name);
}

/** Makes a repository that reads the objects of another; unlike a clone it takes any commit, of a shallow one too. */
async function checkOutFrom(
  store: string,
  { env, runCommand }: CheckedOut,
  inside: Git,
  commit: string,
): Promise<boolean> {
  if (!(await exists(store))) return false;
  const stored = gitIn(store, env, runCommand);
  if ((await stored.try('cat-file', '-e', `${commit}^{commit}`)) === null) return false;
  await makeFolder(inside.cwd);
  await inside.run('init', '--quiet', '--template=');
  const own = join(inside.cwd, '.git');
  await makeFolder(join(own, 'objects', 'info'));
  await writeFile(join(own, 'objects', 'info', 'alternates'), `${join(store, 'objects')}\n`);
  const shallow = await readFile(join(store, 'shallow')).catch(() => null);
  if (shallow !== null) await writeFile(join(own, 'shallow'), shallow);
  const origin = await stored.try('config', 'remote.origin.url');
  if (origin !== null) await inside.run('config', 'remote.origin.url', origin);
  return (await inside.try(...WITHOUT_LFS, 'checkout', '--quiet', '--detach', commit)) !== null;
}

/** Returns null, or why git could not fetch it. A slow remote is given up after half a minute without data. */
async function fetchIt(git: Git, { path }: Submodule): Promise<string | null> {
  const limits = ['-c', 'http.lowSpeedLimit=1', '-c', 'http.lowSpeedTime=30'];
  try {
    await git.run(...limits, ...WITHOUT_LFS, 'submodule', '--quiet', 'update', '--init', '--', path);
    return null;
  } catch (cause) {
    return cause instanceof PerfError ? cause.message : String(cause);
  }
}

async function isEmptyFolder(folder: string): Promise<boolean> {
  const entries = await readdir(folder).catch(() => null);
  return entries !== null && entries.length === 0;
}
