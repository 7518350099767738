import type { Warning } from '@perf-suite/schema';
import { codeChangeWarning } from '../plan/code-snapshot.js';
import { concurrentRunWarning } from '../processes/run-lock.js';
import type { OpenRun } from './run-session.js';

/** Adds a warning to the run, and sends it to whoever runs or watches it. */
export function warnRun(warning: Warning, { recorder, events }: Pick<OpenRun, 'recorder' | 'events'>): void {
  recorder.warn(warning);
  events.emit({ type: 'warning', benchmark: null, warning });
}

/**
 * Looked at once the rounds are done, before an audit, which decides nothing: nothing may disturb them, and code
 * that changes later was not measured.
 */
export async function warnOfCodeChange(open: OpenRun): Promise<void> {
  const { code, header } = open.prepared;
  const change = await code.change();
  if (change === null) return;
  open.recorder.noteCodeChange(change);
  warnRun(codeChangeWarning(change, header.git), open);
}

/** Said once, at whichever end of the run the other one was seen. */
export async function warnOfOtherRuns(open: OpenRun): Promise<void> {
  const ofFolder = concurrentRunWarning(await open.lock.others());
  for (const warning of [...(ofFolder === null ? [] : [ofFolder]), ...open.prepared.cores.warnings]) {
    if (!open.recorder.hasWarning(warning.code)) warnRun(warning, open);
  }
}
