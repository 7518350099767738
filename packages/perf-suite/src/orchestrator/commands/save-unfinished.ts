import { tmpdir } from 'node:os';
import { endedBy } from '@perf-suite/command-line';
import { saveBrokenOff } from '../results/save-broken-off.js';
import type { SuiteEnd } from '../rounds/run-suite.js';
import type { OpenRun } from './run-session.js';
import { warnOfCodeChange } from './warn-run.js';

/**
 * Measures; where that throws, saves what was measured before and says where.
 * @throws what `measure` throws: whoever catches it prints it
 */
export async function saveUnfinished(open: OpenRun, measure: () => Promise<SuiteEnd>): Promise<SuiteEnd> {
  try {
    return await measure();
  } catch (cause) {
    const { recorder, events, prepared, display, io } = open;
    display.close();
    await warnOfCodeChange(open).catch(() => undefined);
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
    throw cause;
  }
}
