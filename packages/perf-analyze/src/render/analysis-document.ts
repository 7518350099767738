import { ANALYSIS_VERSION, type Analysis, type AnalysisOf } from '@perf-suite/schema';
import type { AnalysedHistory } from '../cli/analyse-stored.js';
import { comparingCommand, confirmingCommand } from './change-words.js';

/** Returns change points as other programs read them, one object for each environment. */
export function changesDocument(analysed: readonly AnalysedHistory[], nowMs: number): AnalysisOf<'changes'> {
  const environments = analysed.map(({ history, entries }) => {
    const startOf = new Map(history.runs.map(({ id, startedAtMs }) => [id, startedAtMs]));
    return {
      project: history.project,
      environment: history.environment,
      branch: history.branch,
      runCount: history.runs.length,
      benchmarkCount: history.benchmarks.length,
      changes: entries.map((entry) => {
        const startedAtMs = startOf.get(entry.atRun);
        return {
          ...entry,
          changedAt: startedAtMs === undefined ? null : new Date(startedAtMs).toISOString(),
          confirm: confirmingCommand(entry),
          compare: comparingCommand(entry),
        };
      }),
    };
  });
  return { kind: 'changes', ...aboutAt(nowMs), environments };
}

/** Returns how every document of an analysis begins, after its kind. */
export function aboutAt(nowMs: number): { readonly schemaVersion: 1; readonly createdAt: string } {
  return { schemaVersion: ANALYSIS_VERSION, createdAt: new Date(nowMs).toISOString() };
}

/** Returns a document as text; JSON has no Infinity: null is never. */
export function documentText(document: Analysis): string {
  const orNever = (_: string, value: unknown): unknown => (value === Number.POSITIVE_INFINITY ? null : value);
  return `${JSON.stringify(document, orNever, 2)}\n`;
}
