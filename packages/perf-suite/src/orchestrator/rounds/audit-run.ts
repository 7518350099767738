import { judgeRun } from '@perf-suite/perf-guard';
import type { Comparison, Estimate, RunFile, Warning } from '@perf-suite/schema';
import { deriveSeed } from '../../wire/random.js';
import type { PreparedRun } from '../plan/prepare-run.js';
import { inVariantProcesses } from '../processes/variant-processes.js';
import { EventLog } from '../results/event-log.js';
import { RunRecorder } from '../results/run-recorder.js';
import { type SavedRun, saveRun } from '../results/save-run.js';
import type { RunWorker } from './measure-round.js';
import { runSuite, type SuiteEnd, type SuiteSettings } from './run-suite.js';

export interface AuditParts {
  /** The run that was measured in one process. */
  readonly recorder: RunRecorder;
  readonly runWorker: RunWorker;
  readonly nowMs: () => number;
  /** Called after each round of the audit. */
  readonly onRound: () => void;
  readonly fallbackFolder: string;
}

export interface Audit {
  readonly end: SuiteEnd;
  /** By benchmark id: where both ways to measure disagree. */
  readonly warnings: ReadonlyMap<string, Warning>;
  /** The second run's own file. */
  readonly saved: SavedRun;
}

/**
 * Measures the suite of an A/B run a second time, in variant processes, and compares what both ways say.
 * Pairing in one process shares heap, caches and code placement; where it matters, the two disagree.
 * @throws {PerfError} `not-writable`, `worker-died`; what judging throws
 */
export async function auditRun(
  prepared: PreparedRun,
  settings: SuiteSettings,
  parts: AuditParts,
): Promise<Audit> {
  const { header, plan } = prepared;
  const startedAt = new Date();
  const second = new RunRecorder(
    {
      ...header,
      id: `${header.id}-audit`,
      startedAt: startedAt.toISOString(),
      seed: deriveSeed(header.seed, 'audit'),
      settings: { ...header.settings, isolation: 'process' },
    },
    plan,
  );
  const end = await runSuite(
    { ...settings, isolation: 'process' },
    {
      recorder: second,
      events: new EventLog([], parts.nowMs),
      runWorker: inVariantProcesses(parts.runWorker),
      betweenRounds: parts.onRound,
    },
  );
  const change = await prepared.code.change();
  if (change !== null) second.noteCodeChange(change);
  const finishedAt = new Date().toISOString();
  const run = second.toRunFile(finishedAt, { interrupted: end === 'interrupted' });
  const path = prepared.path.replace(/(\.run)?\.json(\.gz)?$/, '.audit.run.json$2');
  const ownPath = path === prepared.path ? `${path}.audit.run.json` : path;
  const saved = await saveRun(ownPath, run, parts.fallbackFolder);
  if (end === 'interrupted') return { end, warnings: new Map(), saved };
  return {
    end,
    warnings: compare(parts.recorder.toRunFile(finishedAt, { interrupted: false }), run, prepared),
    saved,
  };
}

function compare(first: RunFile, second: RunFile, prepared: PreparedRun): Map<string, Warning> {
  const [inOne, inProcesses] = [first, second].map((run) => {
    const report = judgeRun(run, {
      baselines: [],
      createdAt: run.finishedAt,
      runFile: prepared.path,
    });
    return new Map(report.comparisons.map((comparison) => [comparison.id, comparison]));
  }) as [Map<string, Comparison>, Map<string, Comparison>];
  const warnings = new Map<string, Warning>();
  for (const [id, comparison] of inOne) {
    const warning = disagreement(changeOf(comparison), changeOf(inProcesses.get(id)));
    if (warning !== null) warnings.set(id, warning);
  }
  return warnings;
}

function changeOf(comparison: Comparison | undefined): Estimate | null {
  return comparison?.percentiles.find(({ percentile }) => percentile === 'p50')?.change ?? null;
}

/** Returns a warning when two estimates of the same change have no value in common; null otherwise. */
export function disagreement(inOne: Estimate | null, inProcesses: Estimate | null): Warning | null {
  if (inOne === null || inProcesses === null) return null;
  if (inOne.upper >= inProcesses.lower && inProcesses.upper >= inOne.lower) return null;
  return {
    code: 'isolation-disagrees',
    message: `p50 changed by ${textOf(inOne)} in one process, but by ${textOf(inProcesses)} in variant processes`,
    hint: 'The result depends on heap, caches or code placement that both sides share: find the cause before you rely on either.',
  };
}

function textOf({ point, lower, upper }: Estimate): string {
  return `${percent(point)} (${percent(lower)} to ${percent(upper)})`;
}

function percent(ratio: number): string {
  return `${ratio < 0 ? '' : '+'}${(100 * ratio).toFixed(1)} %`;
}
