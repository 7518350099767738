import { counted } from '@perf-suite/command-line/terminal';
import { type RunFile, type Warning, wasInterrupted } from '@perf-suite/schema';
import { environmentWarnings } from './environment-warnings.js';
import type { DecisionOptions } from './judge-options.js';
import { overriddenWarnings } from './verdict-settings.js';

/** Returns what is to be known about a run whatever it is judged against: its own warnings first. */
export function runWarnings(run: RunFile, options: DecisionOptions): Warning[] {
  return [
    ...run.warnings,
    ...interruptedWarnings(run),
    ...partWarnings(run),
    ...machineWarnings(run),
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

/** A part must not pass for the whole. */
function partWarnings({ shard, benchmarks }: RunFile): Warning[] {
  if (shard === undefined) return [];
  const all = shard.plan.reduce((sum, file) => sum + file.benchmarks.length, 0);
  return [
    {
      code: 'shard',
      message: `this is shard ${shard.index}/${shard.of}: it measured ${benchmarks.length} of ${counted(all, 'benchmark')}`,
      hint: 'All shards make one report with: perf-guard merge',
    },
  ];
}

/** The machine matters to what was measured. */
function machineWarnings({ rounds, environment, shards }: RunFile): Warning[] {
  if (rounds.length === 0) return [];
  if (shards === undefined) return environmentWarnings(environment);
  return shards.flatMap((shard) =>
    environmentWarnings(shard.environment).map((warning) => ({
      ...warning,
      message: `shard ${shard.index}: ${warning.message}`,
    })),
  );
}
