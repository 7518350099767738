import type { Warning } from '@perf-suite/schema';
import type { SuiteParts } from '../rounds/run-suite.js';
import type { ProgressDisplay } from '../terminal/progress-display.js';

/** Adds a warning to the run, and tells it to whoever runs or watches it. */
export function warnRun(
  warning: Warning,
  { recorder, events }: Pick<SuiteParts, 'recorder' | 'events'>,
  display: ProgressDisplay,
): void {
  recorder.warn(warning);
  events.emit({ type: 'warning', benchmark: null, warning });
  display.tell(warning.message);
}
