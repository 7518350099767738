import { printable } from '@perf-suite/command-line';
import { ACCEPTED_FILE, type Acceptance, type BaseSource, isBlank, LONGEST_REASON } from '@perf-suite/schema';
import { readAcceptedFile } from '@perf-suite/schema/node';
import { childEnvironment } from '../base/child-environment.js';
import { gitIn } from '../base/git.js';
import { runCommand } from '../base/run-command.js';

const TRAILER = 'Perf-Accepted';
/** The only character that no commit message holds: with any other, a message could forge a commit. */
const BETWEEN_FIELDS = '\0';
const COMMIT_ID = /^[0-9a-f]+$/;

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
  // With their key, because that tells trailers from ids: a key is no hexadecimal number.
  const trailers = `%(trailers:key=${TRAILER},unfold,separator=%x00)`;
  const log = await git.try('log', `--format=%x00%h%x00${trailers}`, `${base.commit}..HEAD`);
  const accepted: Acceptance[] = [];
  let commit: string | null = null;
  // Nothing is before the first separator, or the rest of a field where a very long log was cut.
  for (const field of (log ?? '').split(BETWEEN_FIELDS).slice(1)) {
    const text = field.trim();
    // Behind the key is one character, the colon.
    const value = text.slice(TRAILER.length + 1).trim();
    if (COMMIT_ID.test(text)) commit = text;
    else if (commit !== null && value !== '')
      accepted.push(acceptanceIn(value, `commit ${commit}`, benchmarkIds));
  }
  return accepted;
}

/** Names of benchmarks may have spaces in them: the longest one that the text begins with is meant. */
export function acceptanceIn(value: string, source: string, benchmarkIds: readonly string[]): Acceptance {
  const [named] = benchmarkIds
    .filter((id) => value === id || value.startsWith(`${id} `))
    .toSorted((a, b) => b.length - a.length);
  if (named === undefined) return { benchmark: shown(value), reason: '', source };
  const reason = value.slice(named.length).trim();
  // Before it is printable: an invisible character would be seen as its number.
  return { benchmark: named, reason: isBlank(reason) ? '' : shown(reason), source };
}

/** A message holds text of any length, and a commit is not made again because of it: what is too long is cut. */
function shown(text: string): string {
  const line = printable(text);
  if (line.length <= LONGEST_REASON) return line;
  // Not between the two halves of a character.
  return `${line.slice(0, LONGEST_REASON - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
