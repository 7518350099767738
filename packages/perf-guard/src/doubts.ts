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
]);

/** Returns the first warning that keeps a verdict from being `unchanged` or `improved`; null where there is none. */
export function doubtIn(warnings: readonly Warning[]): Warning | null {
  return warnings.find(({ code }) => DOUBTS.has(code)) ?? null;
}

/** Returns what was found where it rests on doubtful times. A regression stays one: doubt hides nothing. */
export function doubted(finding: Finding): Finding {
  const rests = finding.verdict === 'unchanged' || finding.verdict === 'improved';
  return rests ? { ...finding, verdict: 'inconclusive' } : finding;
}
