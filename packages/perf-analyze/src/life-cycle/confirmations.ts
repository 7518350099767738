import type { ChangeEntry, HistoryStore } from '@perf-suite/history';
import { isBorneOut } from './update-entries.js';

/** The newest changes are those that people ask about: no more are looked up at a time. */
const MOST_LOOKED_UP = 50;

/**
 * Returns the entries, those confirmed that an A/B run of the store bears out: a run of the first slow
 * commit whose report found the same benchmark changed in the same direction against the last fast one.
 * One that was closed because later runs do not bear it out is open again when pairs do.
 */
export async function withConfirmations(
  store: HistoryStore,
  entries: readonly ChangeEntry[],
): Promise<ChangeEntry[]> {
  const unconfirmed = entries
    .filter((entry) => entry.confirmed === null && (entry.state !== 'fixed' || !isBorneOut(entry)))
    .slice(-MOST_LOOKED_UP);
  const confirmed = new Map<ChangeEntry, ChangeEntry>();
  for (const entry of unconfirmed) {
    const found = await confirmationOf(store, entry);
    if (found === null) continue;
    const again = isBorneOut(entry) ? entry : ({ ...entry, state: 'open', note: null } as const);
    confirmed.set(entry, { ...again, confirmed: found });
  }
  return entries.map((entry) => confirmed.get(entry) ?? entry);
}

async function confirmationOf(
  store: HistoryStore,
  { project, benchmark, percentile, ratio, atCommit, afterCommit }: ChangeEntry,
): Promise<ChangeEntry['confirmed']> {
  if (atCommit === null || afterCommit === null || atCommit === afterCommit) return null;
  for (const { id, baseline } of await store.runs({ project, commit: atCommit })) {
    if (baseline === null || !baseline.includes(afterCommit.slice(0, 7))) continue;
    const run = await store.run(id);
    const verdict = run?.points.find((point) => point.benchmark === benchmark)?.verdict;
    const change = verdict?.change[percentile];
    if (verdict === undefined || verdict === null || change === undefined || change === null) continue;
    const hasChanged = verdict.verdict === 'regressed' || verdict.verdict === 'improved';
    if (hasChanged && Math.sign(change.point) === Math.sign(ratio.point)) {
      return { by: `run ${id} against ${baseline}`, change };
    }
  }
  return null;
}
