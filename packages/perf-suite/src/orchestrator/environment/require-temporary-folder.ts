import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { PerfError } from '@perf-suite/schema';

/**
 * Sees to it that there is somewhere to put temporary files before anything needs it.
 * @throws {PerfError} `not-writable` if the system's folder for temporary files is missing or closed to this process
 */
export function requireTemporaryFolder(): void {
  const folder = tmpdir();
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new PerfError(
      'not-writable',
      `${folder}: expected a folder for temporary files, found none to write to`,
      {
        hint: 'Make it, or set TMPDIR to a folder that exists.',
        cause,
      },
    );
  }
}
