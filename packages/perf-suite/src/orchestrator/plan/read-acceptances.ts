import { ACCEPTED_FILE, type Acceptance, type BaseSource } from '@perf-suite/schema';
import { readAcceptedFile } from '@perf-suite/schema/node';
import { childEnvironment } from '../base/child-environment.js';
import { gitIn } from '../base/git.js';
import { runCommand } from '../base/run-command.js';

const TRAILER = 'Perf-Accepted';
/** What no commit message holds. */
const [BETWEEN_COMMITS, BETWEEN_TRAILERS, BEFORE_TRAILERS] = ['\x1d', '\x1e', '\x1f'];

export interface AcceptanceSources {
  readonly root: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Only a commit of the repository has commits between itself and head. */
  readonly base: BaseSource | null;
  readonly benchmarkIds: readonly string[];
}

/**
 * Returns the slowdowns that are wanted: those that the project's file accepts for a time, and those that the commits
 * since base accept, each with a line `Perf-Accepted: <benchmark id> <reason>` at the end of its message.
 * @throws {PerfError} `bad-file` for a file that says something else
 */
export async function readAcceptances(sources: AcceptanceSources): Promise<Acceptance[]> {
  const inFile = await readAcceptedFile(sources.root);
  return [...inFile.map((entry) => ({ ...entry, source: ACCEPTED_FILE })), ...(await ofCommits(sources))];
}

async function ofCommits({ root, variables, base, benchmarkIds }: AcceptanceSources): Promise<Acceptance[]> {
  if (base?.kind !== 'git' || base.commit === null) return [];
  const git = gitIn(root, childEnvironment({ ...variables }), runCommand);
  const trailers = `%(trailers:key=${TRAILER},valueonly,unfold,separator=%x1e)`;
  const log = await git.try('log', `--format=%h%x1f${trailers}%x1d`, `${base.commit}..HEAD`);
  return (log ?? '').split(BETWEEN_COMMITS).flatMap((commit) => {
    const [id = '', values = ''] = commit.trim().split(BEFORE_TRAILERS);
    return values
      .split(BETWEEN_TRAILERS)
      .map((value) => value.trim())
      .filter((value) => value !== '')
      .map((value) => acceptanceIn(value, `commit ${id}`, benchmarkIds));
  });
}

/** Names of benchmarks may have spaces in them: the longest one that the text begins with is meant. */
export function acceptanceIn(value: string, source: string, benchmarkIds: readonly string[]): Acceptance {
  const [named] = benchmarkIds
    .filter((id) => value === id || value.startsWith(`${id} `))
    .toSorted((a, b) => b.length - a.length);
  return named === undefined
    ? { benchmark: value, reason: '', source }
    : { benchmark: named, reason: value.slice(named.length).trim(), source };
}
