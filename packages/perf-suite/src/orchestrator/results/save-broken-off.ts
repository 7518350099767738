import type { PreparedRun } from '../plan/prepare-run.js';
import type { RunRecorder } from './run-recorder.js';
import { type SavedRun, saveRun } from './save-run.js';

/**
 * Saves what an error left of a run, as a partial one that says why.
 * @returns null when there is nothing to keep: no benchmark gave a sample yet
 * @throws {PerfError} `not-writable` when it cannot be saved anywhere
 */
export async function saveBrokenOff(
  recorder: RunRecorder,
  { path }: Pick<PreparedRun, 'path'>,
  { cause, fallbackFolder }: { readonly cause: unknown; readonly fallbackFolder: string },
): Promise<SavedRun | null> {
  if (recorder.benchmarks.every(({ roundCount }) => roundCount === 0)) return null;
  const reason = cause instanceof Error ? cause.message : String(cause);
  recorder.warn({ code: 'broken-off', message: `an error ended the run early: ${reason}` });
  return saveRun(path, recorder.toRunFile(new Date().toISOString(), { interrupted: true }), fallbackFolder);
}
