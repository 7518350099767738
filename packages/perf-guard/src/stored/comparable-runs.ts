import { type Environment, PerfError, type RunFile, type SingleRun } from '@perf-suite/schema';
import type { BaselineRun } from '../judge-options.js';
import { isMixed } from '../mixed-code.js';
import { loadDifferences } from './load-differences.js';

export interface StoredRun {
  readonly run: SingleRun;
  readonly file: string | null;
}

/** Earlier runs, split by whether they were measured in the current run's environment, and under the same load. */
export interface ComparableRuns {
  /** Oldest first. */
  readonly comparable: readonly StoredRun[];
  readonly others: readonly StoredRun[];
}

/**
 * Returns the earlier runs that the current one can be judged against, and the others.
 * @throws {PerfError} `bad-usage` when there is none, one is the current run itself, or one is paired
 */
export function comparableRuns(run: SingleRun, baselines: readonly BaselineRun[]): ComparableRuns {
  if (baselines.length === 0) {
    throw new PerfError('bad-usage', 'expected a baseline to judge the run against, found none', {
      hint: 'Name earlier runs with --baseline FILE, or measure in pairs with: perf-suite run --against <ref>',
    });
  }
  // The same run twice is no second piece of evidence.
  const byId = new Map(baselines.map((baseline) => [baseline.run.id, storedRun(run, baseline)]));
  const stored = [...byId.values()];
  stored.sort((a, b) => a.run.startedAt.localeCompare(b.run.startedAt));
  const same = (other: StoredRun): boolean =>
    isOfSameEnvironment(other.run, run) && loadDifferences(other.run, run).length === 0;
  return { comparable: stored.filter(same), others: stored.filter((other) => !same(other)) };
}

export function isOfSameEnvironment({ environment }: SingleRun, current: SingleRun): boolean {
  return environment.fingerprint === current.environment.fingerprint;
}

function storedRun(current: RunFile, { run, file }: BaselineRun): StoredRun {
  const name = file ?? `run ${run.id}`;
  if (run.mode === 'paired') {
    throw new PerfError(
      'bad-usage',
      `${name}: expected a run of one variant as baseline, found a paired run`,
      {
        hint: 'A paired run is judged by itself: perf-guard check <that file>',
      },
    );
  }
  if (isMixed(run)) {
    throw new PerfError(
      'bad-usage',
      `${name}: expected a run of one version as baseline, found one whose files changed while it measured them (${run.codeChange?.files[0]})`,
      {
        hint: 'Leave it out, or measure that version again.',
      },
    );
  }
  if (run.id === current.id) {
    throw new PerfError('bad-usage', `${name}: expected an earlier run, found the run that is to be judged`, {
      hint: 'Give another run file as --baseline.',
    });
  }
  return { run, file };
}

/** Returns what differs in an earlier run's environment, one phrase each: `Node 22.1.0 instead of 20.20.2`. */
export function environmentDifferences(earlier: Environment, current: Environment): string[] {
  const facts = (environment: Environment): [string, string][] => [
    ['CPU', environment.cpu.model],
    ['cores', String(environment.cpu.availableCores)],
    ['governor', environment.cpu.governor ?? 'unknown'],
    ['memory', String(environment.memory.limitBytes ?? environment.memory.totalBytes)],
    ['OS', `${environment.os.platform} ${environment.os.release} ${environment.os.arch}`],
    ['container', environment.container ?? 'none'],
    ['CI', environment.ci ?? 'none'],
    ['name', environment.name],
    ['Node', environment.runtime.node],
    ['V8', environment.runtime.v8],
    ['flags', environment.runtime.flags.join(' ') || 'none'],
  ];
  const now = new Map(facts(current));
  return facts(earlier)
    .filter(([name, value]) => now.get(name) !== value)
    .map(([name, value]) => `${name} ${value} instead of ${now.get(name)}`);
}
