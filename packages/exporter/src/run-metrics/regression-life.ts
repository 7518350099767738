import type { Severity, Verdict } from '@perf-suite/schema';

export const CLOSING_REASONS = ['unchanged', 'improved', 'accepted', 'baseline-moved'] as const;
export type ClosingReason = (typeof CLOSING_REASONS)[number];

/** What a run was compared with. */
export interface JudgedAgainst {
  readonly name: string;
  /** The commits that it was measured at; none where nobody knows. */
  readonly commits: readonly string[];
  /** When its runs started, in Unix milliseconds; none where base was measured together with head. */
  readonly runStartsMs: readonly number[];
}

/** What one run says of a benchmark, as far as it opens or closes a regression. */
export interface JudgedRun {
  readonly run: string;
  readonly startedAtMs: number;
  readonly commit: string | null;
  readonly isInterrupted: boolean;
  readonly verdict: Verdict;
  readonly severity: Severity | null;
  readonly against: JudgedAgainst;
}

export interface OpenRegression {
  readonly severity: Severity;
  /** Start of the run that found it. */
  readonly sinceMs: number;
  readonly against: JudgedAgainst;
  /** Commits measured since: a baseline at one of them has the regression in it. */
  readonly commits: readonly string[];
}

export interface LifeStep {
  readonly open: OpenRegression | null;
  /** Why the regression that was open before is not any more; null where it is, or none was. */
  readonly closed: ClosingReason | null;
}

/**
 * Returns what a run makes of the regression that is open. Only evidence closes one: no slowdown against the same
 * baseline, an acceptance, or a baseline that has the regression in it. A verdict that decided nothing, and one against
 * another baseline that may be older, leave it open.
 */
export function afterRun(open: OpenRegression | null, judged: JudgedRun): LifeStep {
  const { verdict, severity } = judged;
  if (verdict === 'regressed' && severity !== null) return regressed(open, judged, severity);
  if (open === null) return { open: null, closed: null };
  const reason = closingReason(open, judged);
  return reason === null
    ? { open: withCommit(open, judged.commit), closed: null }
    : { open: null, closed: reason };
}

function regressed(open: OpenRegression | null, judged: JudgedRun, severity: Severity): LifeStep {
  const { startedAtMs, against, commit } = judged;
  if (open !== null && !isPast(open, against))
    return { open: { ...withCommit(open, commit), severity: worse(open.severity, severity) }, closed: null };
  // It got slower once more, on top of what the baseline has in it by now.
  const commits = commit === null ? [] : [commit];
  return {
    open: { severity, sinceMs: startedAtMs, against, commits },
    closed: open === null ? null : 'baseline-moved',
  };
}

/** A smaller estimate of the same slowdown ends nothing: what was reported as critical stays so until it is closed. */
function worse(a: Severity, b: Severity): Severity {
  return a === 'critical' || b === 'critical' ? 'critical' : 'warning';
}

function closingReason(open: OpenRegression, judged: JudgedRun): ClosingReason | null {
  const { verdict, against, isInterrupted } = judged;
  if (verdict === 'accepted') return 'accepted';
  const isEvidence = verdict === 'unchanged' || verdict === 'same-code' || verdict === 'improved';
  if (isInterrupted || !isEvidence) return null;
  const moved = isPast(open, against);
  if (!moved && !isSame(open.against, against)) return null;
  if (verdict === 'improved') return 'improved';
  return moved ? 'baseline-moved' : 'unchanged';
}

/** Whether a baseline has the regression in it: most of its runs are not older, or it is at a commit measured since. */
function isPast(open: OpenRegression, { commits, runStartsMs }: JudgedAgainst): boolean {
  if (runStartsMs.length > 0) {
    const pastCount = runStartsMs.filter((startMs) => startMs >= open.sinceMs).length;
    return pastCount > runStartsMs.length / 2;
  }
  return commits.some((commit) => open.commits.some((known) => isSameCommit(known, commit)));
}

/** Several stored runs are a baseline that moves with each run: it is the same as long as it is not past. */
function isSame(before: JudgedAgainst, now: JudgedAgainst): boolean {
  if (now.runStartsMs.length > 1 && before.runStartsMs.length > 1) return true;
  const [commit] = now.commits;
  const [earlier] = before.commits;
  if (commit !== undefined && earlier !== undefined) return isSameCommit(commit, earlier);
  return before.name === now.name;
}

/** Names hold the first seven characters of a commit. */
function isSameCommit(a: string, b: string): boolean {
  return a.length < b.length ? b.startsWith(a) : a.startsWith(b);
}

function withCommit(open: OpenRegression, commit: string | null): OpenRegression {
  if (commit === null || open.commits.includes(commit)) return open;
  return { ...open, commits: [...open.commits, commit] };
}
