import { printable } from '@perf-suite/command-line';
import type { ChangeEntry } from '@perf-suite/history';
import type { EnvironmentHistory } from '../history/environment-history.js';
import { isBorneOut } from '../life-cycle/update-entries.js';
import { changeShown } from '../render/change-of-values.js';
import {
  changeSize,
  changeSubject,
  commitRange,
  confirmingCommand,
  kindWord,
  sureness,
} from '../render/change-words.js';
import type { SiteChange } from './site-data.js';

/** Returns the change points of an environment as the pages show them, in the order given. */
export function changesForPages(
  history: EnvironmentHistory,
  entries: readonly ChangeEntry[],
  keyOf: (entry: ChangeEntry) => string | null,
): SiteChange[] {
  const numberOf = new Map(history.runs.map(({ id }, number) => [id, number]));
  return entries.map((entry) => {
    const { ratio } = entry;
    const at = numberOf.get(entry.atRun) ?? -1;
    const confirm = confirmingCommand(entry);
    return {
      id: entry.id,
      key: keyOf(entry),
      benchmark: changeSubject(entry),
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
      shown: changeShown(entry).point,
      after: numberOf.get(entry.afterRun) ?? -1,
      at,
      afterCommit: entry.afterCommit === null ? null : printable(entry.afterCommit),
      atCommit: entry.atCommit === null ? null : printable(entry.atCommit),
      atMs: history.runs[at]?.startedAtMs ?? null,
      firstSeenMs: entry.firstSeenMs,
    };
  });
}
