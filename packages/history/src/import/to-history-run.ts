import { createHash } from 'node:crypto';
import { describeValue, parseWith } from '@perf-suite/schema';
import { type HistoryRun, historyRunSchema } from '../model/history-run.js';
import type { ImportFile } from './import-file.js';
import type { ImportedPoint, ImportedRun, Importer } from './importer.js';

/** What flags say of runs where their format does not. */
export interface ImportFacts {
  readonly project: string;
  readonly environment: string;
  readonly commit: string | null;
  readonly branch: string | null;
  /** Null where none was given. */
  readonly dateMs: number | null;
}

const NO_MACHINE = { cpuModel: null, cores: null, os: null, node: null };

/**
 * Returns a run as history keeps it. Its id is a hash of what it holds, so that the same file is known again.
 * @throws {PerfError} `bad-file` where it has no benchmark, one twice, or no date
 */
export function toHistoryRun(
  imported: ImportedRun,
  {
    file,
    importer,
    facts,
  }: { readonly file: ImportFile; readonly importer: Importer; readonly facts: ImportFacts },
): HistoryRun {
  const { points, startedAtMs: startedInFile, finishedAtMs, isPartial = false, dirty = false } = imported;
  if (points.length === 0) {
    throw file.wrong('/', `benchmarks of ${importer.tool} with results`, 'none');
  }
  refuseTwice(points, file);
  const startedAtMs = startedInFile ?? facts.dateMs;
  if (startedAtMs === null) {
    throw file.wrong(
      '/',
      'a date',
      'none',
      `Files of ${importer.tool} have none: give it with --date 2026-01-31T12:00:00Z, or --date file for the time when the file was changed.`,
    );
  }
  const machine = { ...NO_MACHINE, ...imported.machine };
  const isKnown = Object.values(machine).some((one) => one !== null);
  const run = {
    project: facts.project,
    source: importer.name,
    tool: { name: importer.tool, version: imported.version ?? 'unknown' },
    startedAtMs,
    finishedAtMs: Math.max(startedAtMs, finishedAtMs ?? startedAtMs),
    commit: imported.commit ?? facts.commit,
    branch: imported.branch ?? facts.branch,
    dirty,
    environment: facts.environment,
    fingerprint: isKnown ? hashOf(machine).slice(0, 12) : 'unknown',
    machine,
    state: isPartial ? 'partial' : 'complete',
    evidence: points.every(({ roundP50 }) => roundP50.length > 0) ? 'rounds' : 'summary',
    baseline: null,
    points: points.map(({ at: _, ...point }) => ({ ...point, verdict: null })),
  };
  return parseWith(
    historyRunSchema,
    { id: `${importer.name}-${hashOf(run).slice(0, 32)}`, ...run },
    file.name,
  );
}

function refuseTwice(points: readonly ImportedPoint[], file: ImportFile): void {
  const seen = new Set<string>();
  for (const { at, benchmark, unit, better } of points) {
    const key = JSON.stringify([benchmark, unit, better]);
    if (seen.has(key)) {
      throw file.wrong(at, 'a name of its own', `${describeValue(benchmark)} again`);
    }
    seen.add(key);
  }
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
