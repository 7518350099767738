import { printable } from '@perf-suite/command-line';
import type { ChangeEntry } from '@perf-suite/history';
import { ALL_BENCHMARKS } from '../changes/change.js';
import type { EnvironmentHistory } from '../history/environment-history.js';
import { isBorneOut } from '../life-cycle/update-entries.js';
import { changeSize, commitRange, confirmingCommand, kindWord, sureness } from '../render/change-words.js';
import type { SiteChange } from './site-data.js';

/** Returns the change points of an environment as the pages show them, in the order given. */
export function changesForPages(
  history: EnvironmentHistory,
  entries: readonly ChangeEntry[],
  keyOf: (benchmark: string) => string | null,
): SiteChange[] {
  const numberOf = new Map(history.runs.map(({ id }, number) => [id, number]));
  return entries.map((entry) => {
    const { benchmark, ratio } = entry;
    const at = numberOf.get(entry.atRun) ?? -1;
    const confirm = confirmingCommand(entry);
    return {
      id: entry.id,
      key: benchmark === ALL_BENCHMARKS ? null : keyOf(benchmark),
      benchmark: benchmark === ALL_BENCHMARKS ? 'all benchmarks' : printable(benchmark),
      percentile: entry.percentile,
      kind: entry.kind,
      state: entry.state,
      borneOut: isBorneOut(entry),
      what: kindWord(entry),
      size: changeSize(entry),
      sureness: sureness(entry),
      commits: printable(commitRange(entry)),
      note: entry.note === null ? null : printable(entry.note),
      confirm: confirm === null ? null : printable(confirm),
      ratio: [ratio.point, ratio.lower, ratio.upper],
      after: numberOf.get(entry.afterRun) ?? -1,
      at,
      afterCommit: entry.afterCommit === null ? null : printable(entry.afterCommit),
      atCommit: entry.atCommit === null ? null : printable(entry.atCommit),
      atMs: history.runs[at]?.startedAtMs ?? null,
      firstSeenMs: entry.firstSeenMs,
    };
  });
}
