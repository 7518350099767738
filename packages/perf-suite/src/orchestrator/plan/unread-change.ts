import { listed } from '@perf-suite/command-line';
import { baseCommit } from '../base/base-commit.js';
import type { PreparedBase } from '../base/base-context.js';
import { changedFiles } from '../separation/changed-files.js';
import { mayName, unreadBy } from '../separation/unread-files.js';
import type { Plan } from './plan.js';

interface UnreadChangeRequest {
  /** Absolute folder of head's project. */
  readonly root: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly against: string;
  readonly againstTip: boolean;
  /** Globs of files that no benchmark reads. */
  readonly unreadFiles: readonly string[];
  /** Absolute paths of the project's own files that benchmarks load; null where some cannot be followed. */
  readonly loaded: readonly string[] | null;
}

/** What an A/B run needs where only files changed that no benchmark reads: base is named, and not made. */
export interface UnreadChange {
  /** Why nothing is measured. */
  readonly evidence: string;
  readonly base: PreparedBase;
  /** Marks all benchmarks as not to be measured. */
  readonly plan: (plan: Plan) => Plan;
}

/**
 * Finds out from git alone that only files changed which no benchmark reads. Null where something else changed, where
 * nothing did (then only base's checkout shows what is installed and built there), and where git cannot tell.
 */
export async function unreadChange(request: UnreadChangeRequest): Promise<UnreadChange | null> {
  const { root, variables, unreadFiles, loaded } = request;
  if (loaded === null) return null;
  const choice = await baseCommit({ ...request, variables: { ...variables } });
  if (choice === null) return null;
  const { source, warnings } = choice;
  const changed = await changedFiles(root, source.commit);
  if (changed === null || changed.names.length === 0) return null;
  const { names } = changed;
  if (!names.every(unreadBy(unreadFiles))) return null;
  for (const file of loaded) if (await mayName(file, names)) return null;
  const sameCode = `only ${listed(names)} changed, which no benchmark loads`;
  return {
    evidence: sameCode,
    base: { source, warnings, folder: root, packages: {}, sameAsHead: null, cleanup: async () => {} },
    plan: (plan) => ({
      ...plan,
      benchmarks: plan.benchmarks.map((benchmark) => ({ ...benchmark, sameCode })),
    }),
  };
}
