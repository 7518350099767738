import type { Warning } from '@perf-suite/schema';
import type { ProgressDisplay } from '../present/progress-display.js';
import type { SuiteParts } from '../run/run-suite.js';

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
