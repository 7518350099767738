import { tmpdir } from 'node:os';
import { endedBy } from '@perf-suite/command-line';
import type { CommandIo } from '../command-io.js';
import type { PreparedRun } from '../plan/prepare-run.js';
import { saveBrokenOff } from '../results/save-broken-off.js';
import type { SuiteParts } from '../rounds/run-suite.js';

/** Saves what was measured before an error and says where; the error itself is told by whoever catches it. */
export async function tellBrokenOff(
  cause: unknown,
  prepared: PreparedRun,
  { recorder, events }: Pick<SuiteParts, 'recorder' | 'events'>,
  io: CommandIo,
): Promise<void> {
  const saved = await saveBrokenOff(recorder, prepared, { cause, fallbackFolder: tmpdir() }).catch(
    (problem: Error) => {
      io.err.write(`What was measured cannot be saved: ${problem.message}\n`);
      return null;
    },
  );
  if (saved !== null) io.err.write(`What was measured is saved as a partial run: ${saved.path}\n`);
  events.emit({
    type: 'run-finished',
    state: 'partial',
    exitCode: endedBy(cause).exitCode,
    verdict: null,
    regressedCount: 0,
    interrupted: true,
    runFile: saved?.path ?? null,
  });
}
