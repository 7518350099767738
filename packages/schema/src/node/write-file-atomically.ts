import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PerfError } from '../perf-error.js';

/**
 * Writes a file so that a reader sees the old content or the new, never a part: a temporary file in
 * the same folder, flushed to disk, then renamed. Makes the folder if it is not there.
 * @throws {PerfError} `not-writable` when the folder or disk does not take it
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('not-writable', `${path}: cannot be written: ${reason}`, {
      hint: 'Free some disk space or name another file or folder with --out.',
      cause,
    });
  }
}
