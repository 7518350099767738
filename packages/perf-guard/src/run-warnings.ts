import { type RunFile, type Warning, wasInterrupted } from '@perf-suite/schema';
import { environmentWarnings } from './environment-warnings.js';
import type { DecisionOptions } from './judge-options.js';
import { overriddenWarnings } from './verdict-settings.js';

/** Returns what is to be known about a run whatever it is judged against: its own warnings first. */
export function runWarnings(run: RunFile, options: DecisionOptions): Warning[] {
  return [
    ...run.warnings,
    ...interruptedWarnings(run),
    // The machine matters to what was measured.
    ...(run.rounds.length === 0 ? [] : environmentWarnings(run.environment)),
    ...overriddenWarnings(run, options),
  ];
}

function interruptedWarnings(run: RunFile): Warning[] {
  if (!wasInterrupted(run)) return [];
  return [
    {
      code: 'interrupted',
      message: `the run ended early, in round ${run.rounds.length}: only what it measured until then is judged`,
      hint: 'Measure again to the end before relying on this verdict.',
    },
  ];
}
