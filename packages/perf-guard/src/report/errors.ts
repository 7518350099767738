import { counted, percent, plainPercent } from '@perf-suite/command-line/terminal';
import type { Comparison, ErrorComparison, Estimate, Method, Severity, Warning } from '@perf-suite/schema';
import { CRITICAL_EFFECT_RATIO } from '../minimum-effect.js';
import { failedShare } from '../request-counts.js';

/**
 * Returns a comparison with what became of its requests. Where more of them fail, that is a regression, whatever their
 * time; where it only looks as if, nothing is `unchanged` or `improved`.
 */
export function withErrors(
  comparison: Comparison,
  errors: ErrorComparison | null,
  method: Method['kind'],
): Comparison {
  if (errors === null) return comparison;
  const doubt = notCertain(errors, method);
  const withThem = {
    ...comparison,
    errors,
    warnings: doubt === null ? comparison.warnings : [...comparison.warnings, doubt],
  };
  if (doubt !== null && ['unchanged', 'improved'].includes(comparison.verdict)) {
    return {
      ...withThem,
      verdict: 'inconclusive',
      summary: `Inconclusive: ${doubt.message}. ${comparison.summary}`,
    };
  }
  const sentence = errorSentence(errors, method);
  if (sentence === null) return withThem;
  const isRegression = errors.verdict === 'regressed';
  const isFirst = isRegression && comparison.verdict !== 'regressed';
  return {
    ...withThem,
    verdict: isRegression ? 'regressed' : comparison.verdict,
    severity: isRegression ? worse(comparison.severity, errors) : comparison.severity,
    summary: isFirst ? `${sentence} ${comparison.summary}` : `${comparison.summary} ${sentence}`,
  };
}

function worse(severity: Severity | null, { change, minimumEffect }: ErrorComparison): Severity {
  const isCritical = (change?.point ?? 0) >= CRITICAL_EFFECT_RATIO * minimumEffect;
  return isCritical ? 'critical' : (severity ?? 'warning');
}

/** A rise that is seen and not certain is never passed over in silence: null where none is seen, or it is certain. */
function notCertain(errors: ErrorComparison, method: Method['kind']): Warning | null {
  const { verdict, baseline, current, minimumEffect } = errors;
  const isSeen = failedShare(current) - failedShare(baseline) >= minimumEffect;
  if (!isSeen || verdict === 'regressed') return null;
  return {
    code: 'errors-uncertain',
    message: `more of its requests failed (${sharesText(errors)}), but not in enough ${replicate(method)}s to be certain`,
    hint:
      method === 'paired'
        ? 'Measure more rounds (--rounds 24); the failures by kind are in the run file.'
        : 'Measure for longer; the failures by kind are in the run file.',
  };
}

/** Returns one plain sentence on a change of how many requests fail; null where none was found. */
export function errorSentence(errors: ErrorComparison, method: Method['kind']): string | null {
  const { verdict, change, pValue, replicates } = errors;
  if (change === null || verdict === 'unchanged' || verdict === 'inconclusive') return null;
  const parts = [
    `${pointsText(change.point)}, ${Math.round(change.confidence * 1000) / 10} % interval ${boundsText(change)}`,
    ...(pValue !== null && pValue <= 0.05 ? [`p = ${Number(pValue.toPrecision(2))}`] : []),
    counted(replicates, replicate(method)),
  ];
  const direction = verdict === 'improved' ? 'less' : 'more';
  return `Fails ${direction} often: ${sharesText(errors)} (${parts.join(', ')}).`;
}

/** What counts once: a round of pairs, or a stretch of time of a load. */
function replicate(method: Method['kind']): 'round' | 'window' {
  return method === 'paired' ? 'round' : 'window';
}

/** Returns how many requests failed before and now: `0.10 % -> 3.0 % of requests`. */
export function sharesText({ baseline, current }: ErrorComparison): string {
  const [before, now] = [baseline, current].map((counts) =>
    counts.failed === 0 ? 'none' : percent(failedShare(counts)),
  );
  return `${before} -> ${now} of requests`;
}

/** Returns a difference of shares: `+2.9 points`. */
export function pointsText(difference: number): string {
  const points = difference * 100;
  const text = points.toFixed(Math.abs(points) < 0.995 && points !== 0 ? 2 : 1);
  return `${points > 0 ? '+' : ''}${text} points`;
}

export function boundsText({ lower, upper }: Pick<Estimate, 'lower' | 'upper'>): string {
  return [lower, upper].map((bound) => pointsText(bound).replace(' points', '')).join(' to ');
}

/** Returns from which change on it counts: `0.5 points`. */
export function effectText({ minimumEffect }: ErrorComparison): string {
  return plainPercent(minimumEffect).replace('%', 'points');
}
