import type { Warning } from '@perf-suite/schema';
import type { Finding } from './finding.js';

/**
 * Codes of warnings that say that a time is not that of the work, or that base and head did not differ in it: a
 * small difference then shows nothing, and neither does a gain.
 */
const DOUBTS: ReadonlySet<string> = new Set([
  'change-not-run',
  'runs-once',
  'works-after-return',
  'stale-build',
  'untracked-input',
  'stale-install',
  'not-observed',
  'one-code',
  'isolation-disagrees',
  'eliminated',
  'mean-moved',
  'generator-not-run',
  'constant-duration',
  'reported-time-differs',
  'base-setup-changed',
  'generator-busy',
]);

/** Codes of warnings that say that base and head did not do the same work: a gain may then be less work. */
const DOUBTS_ON_GAINS: ReadonlySet<string> = new Set(['own-benchmark-file']);

/**
 * Returns the first warning that keeps what was found from being `unchanged` or `improved`; null where there is none.
 */
export function doubtIn(warnings: readonly Warning[], findings: readonly Finding[]): Warning | null {
  const hasGain = findings.some(({ verdict }) => verdict === 'improved');
  const doubt = warnings.find(({ code }) => DOUBTS.has(code));
  const onGains = hasGain ? warnings.find(({ code }) => DOUBTS_ON_GAINS.has(code)) : undefined;
  return doubt ?? onGains ?? null;
}

/** Returns what was found where it rests on doubtful times. A regression stays one: doubt hides nothing. */
export function doubted(finding: Finding, { code }: Warning): Finding {
  const rests =
    finding.verdict === 'improved' || (finding.verdict === 'unchanged' && !DOUBTS_ON_GAINS.has(code));
  return rests ? { ...finding, verdict: 'inconclusive' } : finding;
}
