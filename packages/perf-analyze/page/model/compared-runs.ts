import type { RunTable } from './run-table.js';

/** Two commits, as the numbers of the runs that they were measured in, oldest first. */
export interface ComparedRuns {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Runs of one commit that are compared at most: the newest. */
const MOST_RUNS_OF_COMMIT = 20;

/**
 * Returns the runs of the two commits that texts name; of a run without a commit, or named by its id, that
 * run alone. Null where one of the two is not there.
 */
export function comparedRuns(
  table: RunTable,
  named: { readonly before: string; readonly after: string },
): ComparedRuns | null {
  const [before, after] = [runsNamed(table, named.before), runsNamed(table, named.after)];
  return before === null || after === null ? null : { before, after };
}

function runsNamed(table: RunTable, text: string): readonly number[] | null {
  const number = table.find(text);
  if (number === null) return null;
  const run = table.run(number);
  if (run.commit === null || run.id === text.trim()) return [number];
  return table.runsOfCommit(run.commit).slice(-MOST_RUNS_OF_COMMIT);
}
