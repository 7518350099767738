import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import type { Environment } from './environment.js';
import { count, text } from './field.js';

/** How the commit of base follows from the branch that was named. */
const baseBranchSchema = v.object({
  /** `merge-base`: the commit where head left the branch; `tip`: the branch's newest commit. */
  chosen: v.picklist(['merge-base', 'tip']),
  /** The branch's newest commit; null where this clone does not have the branch. */
  tip: v.nullable(text),
  /** Commits that the branch gained since `commit`; null where that cannot be counted. */
  aheadCount: v.nullable(count),
});

/** The other side of an A/B run. */
export const baseSourceSchema = v.object({
  kind: v.picklist(['git', 'folder', 'npm', 'runtime']),
  /** As the user named it: a ref, a folder, `semver@7.5.1`, `node@22.12.0`. */
  ref: text,
  commit: v.nullable(text),
  /** What ran base where that is what the run compares; else both sides ran on the environment's runtime. */
  runtime: v.exactOptional(v.object({ node: text, v8: text })),
  /** Left out where a commit was named (a tag, an id, `HEAD~1`), and in older files. */
  branch: v.exactOptional(baseBranchSchema),
});

export type BaseSource = DeepReadonly<v.InferOutput<typeof baseSourceSchema>>;
export type BaseBranch = DeepReadonly<v.InferOutput<typeof baseBranchSchema>>;

/** Returns a short name of base for people and labels: `main@1a2b3c4`, `semver@7.5.1`, `../other`, `node@22.12.0`. */
export function baseName({ kind, ref, commit, runtime }: BaseSource): string {
  if (runtime !== undefined) return `node@${runtime.node}`;
  const name = ref.replace(/\.\.\.$/, '');
  if (kind !== 'git' || commit === null) return name;
  const short = commit.slice(0, 7);
  return name.startsWith(short) ? short : `${name}@${short}`;
}

/**
 * Returns what base is where its name alone would mislead: `the merge base; main is 12 commits ahead`, `the same
 * code; head runs on Node 24.1.0`. Null where the name says it all.
 */
export function baseNote(
  { ref, branch, runtime }: BaseSource,
  ofHead: Pick<Environment, 'runtime'>,
): string | null {
  if (runtime !== undefined) return `the same code; head runs on Node ${ofHead.runtime.node}`;
  if (branch === undefined) return null;
  const { chosen, aheadCount } = branch;
  if (chosen === 'tip') return 'its newest commit';
  if (aheadCount === null) return 'the merge base';
  if (aheadCount === 0) return null;
  const commits = aheadCount === 1 ? '1 commit' : `${aheadCount} commits`;
  return `the merge base; ${ref.replace(/\.\.\.$/, '')} is ${commits} ahead`;
}
