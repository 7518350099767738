import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { Comparison } from './comparison.js';
import type { Finding, SearchOutcome } from './find-slower-commits.js';

/**
 * What was found where the benchmark got slower: `commit`, one commit by itself; `range`, one of several; `gradual`, none
 * that is slower than the one before it, so that it got slower little by little; `unsure`, one that could not be
 * compared with the one before it well enough to tell.
 */
export type FindingKind = 'commit' | 'range' | 'gradual' | 'unsure';

export function kindOf({ undecided, comparison }: Finding): FindingKind {
  if (undecided.length > 0) return 'range';
  if (comparison.kind === 'slower') return 'commit';
  return isNotSlower(comparison) ? 'gradual' : 'unsure';
}

export function isNotSlower({ kind }: Comparison): boolean {
  return kind === 'not-slower' || kind === 'same-code';
}

/** Returns the exit code: 0 only where all of the slowdown was traced to single commits. */
export function exitCodeOf({ whole, findings, rest }: SearchOutcome): ExitCode {
  if (isNotSlower(whole)) return EXIT_CODES.missing;
  const isTraced =
    findings.length > 0 &&
    findings.every((finding) => kindOf(finding) === 'commit') &&
    (rest === null || isNotSlower(rest));
  return isTraced ? EXIT_CODES.done : EXIT_CODES.inconclusive;
}
