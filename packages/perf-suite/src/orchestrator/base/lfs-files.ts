import { open, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { listed } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import type { CheckedOut } from './checked-out.js';
import { gitIn } from './git.js';

/** Keeps git from running Git LFS, which would fetch what head may not have either. */
export const WITHOUT_LFS = [
  '-c',
  'filter.lfs.smudge=',
  '-c',
  'filter.lfs.process=',
  '-c',
  'filter.lfs.required=false',
];

/** What `git lfs install` would write into git's settings, which it may not have been asked to. */
const WITH_LFS = [
  '-c',
  'filter.lfs.clean=git-lfs clean -- %f',
  '-c',
  'filter.lfs.smudge=git-lfs smudge -- %f',
  '-c',
  'filter.lfs.process=git-lfs filter-process',
  '-c',
  'filter.lfs.required=true',
];

const POINTER = 'version https://git-lfs.github.com/spec/v1';
const NAMED = 3;

/**
 * Replaces pointers of Git LFS in base's checkout by the files they stand for, where head has real files: what
 * this clone holds without any network, else from the remote.
 * @param repositories base's checkout and its submodules
 * @throws {PerfError} `setup-failed` naming files that stay pointers in base only
 */
export async function restoreLfsFiles(repositories: readonly CheckedOut[]): Promise<void> {
  const [outermost] = repositories;
  const left: string[] = [];
  let said: string | null = null;
  for (const repository of repositories) {
    if ((await pointersOfBaseOnly(repository)).length === 0) continue;
    repository.log(`Restoring files of Git LFS in ${repository.top}`);
    said = await pull(repository);
    for (const path of await pointersOfBaseOnly(repository))
      left.push(relative(outermost?.top ?? '', join(repository.top, path)));
  }
  if (left.length > 0) throw stillPointers(left, said);
}

/** Paths that are pointers in base and real files in head. */
export async function pointersOfBaseOnly({ top, headTop, env, runCommand }: CheckedOut): Promise<string[]> {
  const listed = await gitIn(top, env, runCommand).try('ls-files', '-z', '--', ':(attr:filter=lfs)');
  const found: string[] = [];
  for (const path of (listed ?? '').split('\0')) {
    if (path === '' || (await kindOf(join(top, path))) !== 'pointer') continue;
    if ((await kindOf(join(headTop, path))) === 'real') found.push(path);
  }
  return found;
}

async function kindOf(file: string): Promise<'pointer' | 'real' | 'none'> {
  const entry = await stat(file).catch(() => null);
  if (entry === null || !entry.isFile()) return 'none';
  if (entry.size > 1024) return 'real';
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(POINTER.length));
    return buffer.toString('utf8', 0, bytesRead) === POINTER ? 'pointer' : 'real';
  } finally {
    await handle.close();
  }
}

/** Returns null, or why Git LFS could not do it. */
async function pull({ top, env, runCommand }: CheckedOut): Promise<string | null> {
  const git = gitIn(top, env, runCommand);
  if ((await git.try('lfs', 'version')) === null) return 'Git LFS is not installed';
  try {
    await git.run(...WITH_LFS, 'lfs', 'pull');
    return null;
  } catch (cause) {
    return cause instanceof PerfError ? cause.message : String(cause);
  }
}

function stillPointers(paths: readonly string[], said: string | null): PerfError {
  return new PerfError(
    'setup-failed',
    `${listed(paths, { most: NAMED })}: expected the real file in base, as head has it, found a pointer of Git LFS${said === null ? '' : ` (${said})`}`,
    {
      hint: 'Install Git LFS and fetch the files of that commit: git lfs fetch origin <commit>. Or say how to get them: --base-setup "git lfs pull && npm ci"',
    },
  );
}
