import {
  type Comparison,
  type FailOn,
  type Method,
  type MinimumEffect,
  REPORT_VERSION,
  type Report,
  type RunFile,
  type RunReference,
  type Warning,
  wasInterrupted,
} from '@perf-suite/schema';
import { TOOL } from '../tool.js';
import { countsOf, worstVerdict } from './verdict-order.js';

export interface ReportParts {
  readonly run: RunFile;
  readonly runFile: string | null;
  readonly createdAt: string;
  readonly baseline: Report['baseline'];
  readonly method: Method;
  readonly minimumEffect: MinimumEffect;
  readonly failOn: readonly FailOn[];
  readonly comparisons: readonly Comparison[];
  readonly warnings: readonly Warning[];
}

/** Returns the report that these parts make, with its suite-level verdict and counts. */
export function reportOf(parts: ReportParts): Report {
  const verdicts = parts.comparisons.map(({ verdict }) => verdict);
  return {
    kind: 'report',
    schemaVersion: REPORT_VERSION,
    tool: TOOL,
    createdAt: parts.createdAt,
    run: runReference(parts.run, parts.runFile),
    environment: parts.run.environment,
    ...(parts.run.shards !== undefined && { shards: parts.run.shards }),
    baseline: parts.baseline,
    method: parts.method,
    minimumEffect: parts.minimumEffect,
    failOn: [...parts.failOn],
    verdict: worstVerdict(verdicts),
    counts: countsOf(verdicts),
    comparisons: parts.comparisons,
    warnings: parts.warnings,
  };
}

/** Returns what a report contains about a run that it is based on. */
export function runReference(run: RunFile, file: string | null): RunReference {
  return {
    id: run.id,
    commit: run.git?.commit ?? null,
    branch: run.git?.branch ?? null,
    ...(run.git?.dirty === true && { dirty: true }),
    startedAt: run.startedAt,
    state: run.state,
    ...(wasInterrupted(run) && { interrupted: true }),
    file,
  };
}
