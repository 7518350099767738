import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PerfError } from '../perf-error.js';
import { errorCodeOf, messageOf } from './error-code.js';
import { makeFolder } from './make-folder.js';

/** What a file shall hold, whole or piece by piece. */
type FileContent = string | Uint8Array | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file so that a reader sees the old content or the new, never a part: a hidden temporary
 * file in the same folder, flushed to disk, then renamed. Makes the folder if it is not there.
 * A link is followed; a device or pipe (`/dev/stdout`) is written to, not replaced.
 * @throws {PerfError} `not-writable` when the folder or disk does not take it; what was there stays
 */
export async function writeFileAtomically(path: string, content: FileContent): Promise<void> {
  try {
    await makeFolder(dirname(path));
    const target = await realpath(path).catch(() => path);
    const existing = await stat(target).catch(() => null);
    if (existing?.isDirectory()) throw new FolderInTheWay();
    if (existing === null || existing.isFile()) await replaceFile(target, content);
    else await writeFile(target, content);
  } catch (cause) {
    throw notWritable(path, cause);
  }
}

async function replaceFile(target: string, content: FileContent): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await writeFile(file, content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cause;
  }
}

class FolderInTheWay extends Error {
  readonly code = 'EISDIR';
}

const REASONS: Readonly<Record<string, readonly [found: string, hint: string]>> = {
  ENOSPC: ['the disk is full', 'Free some space, or name a file on another disk with --out.'],
  EDQUOT: ['the disk quota is used up', 'Free some space, or name a file on another disk with --out.'],
  EISDIR: ['there is a folder of that name', 'Name a file with --out.'],
  ENOTDIR: ['a part of its path is a file, not a folder', 'Name another file with --out.'],
  EEXIST: ['a part of its path is a file, not a folder', 'Name another file with --out.'],
  EACCES: ['permission denied', 'Name a file in a folder you may write to with --out.'],
  EPERM: ['permission denied', 'Name a file in a folder you may write to with --out.'],
  EROFS: ['the file system is read-only', 'Name a file in a folder you may write to with --out.'],
  ENAMETOOLONG: ['the name is too long', 'Name a shorter one with --out.'],
};

function notWritable(path: string, cause: unknown): PerfError {
  const [found, hint] = REASONS[errorCodeOf(cause) ?? ''] ?? [
    messageOf(cause),
    'Free some disk space or name another file or folder with --out.',
  ];
  return new PerfError('not-writable', `${path}: cannot be written: ${found}`, { hint, cause });
}
