import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { listed } from '@perf-suite/command-line';
import picomatch from 'picomatch';
import { baseCommit } from '../base/base-commit.js';
import type { PreparedBase } from '../base/base-context.js';
import { changedFiles } from '../separation/changed-files.js';
import { mayName, unreadBy } from '../separation/unread-files.js';
import { DEFAULT_PATTERNS } from './benchmark-file-patterns.js';
import { fileIdOf } from './find-files.js';
import type { Plan } from './plan.js';

interface UnreadChangeRequest {
  /** Absolute folder of head's project. */
  readonly root: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly against: string;
  readonly againstTip: boolean;
  /** Globs of files that no benchmark reads. */
  readonly unreadFiles: readonly string[];
  /** Globs of benchmark files, relative to the root: base may have some that head has not. */
  readonly files: readonly string[];
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
  const { root, variables, unreadFiles, files, loaded } = request;
  if (loaded === null) return null;
  const choice = await baseCommit({ ...request, variables: { ...variables } });
  if (choice === null) return null;
  const { source, warnings } = choice;
  const changed = await changedFiles(root, source.commit);
  if (changed === null || changed.names.length === 0) return null;
  const { top, names } = changed;
  if (!names.every(unreadBy(unreadFiles))) return null;
  // Globs speak of names; what benchmarks load, and what is one, is read whatever its name.
  const read = new Set(await Promise.all(loaded.map((file) => realpath(file).catch(() => file))));
  const isBenchmark = picomatch([...files, ...DEFAULT_PATTERNS]);
  const home = await realpath(root);
  const isRead = (name: string): boolean =>
    read.has(join(top, name)) || isBenchmark(fileIdOf(join(top, name), home));
  if (names.some(isRead)) return null;
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
