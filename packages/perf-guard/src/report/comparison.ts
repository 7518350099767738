import { movement } from '@perf-suite/command-line/terminal';
import type {
  Comparison,
  Explanation,
  Method,
  MinimumEffect,
  PercentileComparison,
  PercentileName,
  Verdict,
  Warning,
} from '@perf-suite/schema';
import { doubted, doubtIn } from '../doubts.js';
import type { Finding } from '../finding.js';
import { changeFromLog, speedupFromLog } from '../log-estimate.js';
import { CRITICAL_EFFECT_RATIO } from '../minimum-effect.js';
import { summaryOf } from './summary.js';
import { worstVerdict } from './verdict-order.js';

/** What identifies a benchmark, with what is known of it besides its times. */
export interface BenchmarkIdentity {
  readonly id: string;
  readonly file: string;
  readonly group: readonly string[];
  readonly name: string;
  /** In a merged run: the shard that measured it. */
  readonly shard?: number;
  readonly explanation?: Explanation;
}

export interface ComparisonOptions {
  readonly gating: readonly PercentileName[];
  readonly method: Method['kind'];
  /** Of the suite, for the benchmarks that have none of their own. */
  readonly suiteEffect: MinimumEffect;
  /** Doubts about the benchmark as a whole. */
  readonly warnings: readonly Warning[];
}

/**
 * Returns a benchmark's comparison: the first gating percentile decides it, the other where it found a
 * change; one that does not gate warns.
 */
export function comparisonOf(
  benchmark: BenchmarkIdentity,
  undoubted: readonly Finding[],
  { gating, method, suiteEffect, warnings }: ComparisonOptions,
): Comparison {
  const doubt = doubtIn(warnings, undoubted);
  const findings = doubt === null ? undoubted : undoubted.map((finding) => doubted(finding, doubt));
  const deciding = findings.filter(({ percentile }) => gating.includes(percentile));
  const verdict = worstVerdict(
    deciding.filter((finding, i) => i === 0 || isFound(finding)).map((finding) => finding.verdict),
  );
  const [decisive, ...others] = deciding.filter((finding) => finding.verdict === verdict) as [
    Finding,
    ...Finding[],
  ];
  return {
    ...identityOf(benchmark),
    verdict,
    severity: verdict !== 'regressed' ? null : deciding.some(isCritical) ? 'critical' : 'warning',
    summary:
      doubt !== null && verdict === 'inconclusive'
        ? `Inconclusive: ${doubt.message}.`
        : summaryOf(decisive, others.filter(isFound), { method, suiteEffect }),
    percentiles: findings.map((finding) =>
      percentileComparison(finding, gating.includes(finding.percentile)),
    ),
    warnings: [...warnings, ...findings.filter((f) => !gating.includes(f.percentile)).flatMap(sideWarnings)],
  };
}

/** Returns the comparison of a benchmark that has a verdict without any estimate. */
export function comparisonWithoutEstimate(
  benchmark: BenchmarkIdentity,
  verdict: Extract<Verdict, 'missing' | 'new' | 'failed' | 'incomparable' | 'inconclusive' | 'same-code'>,
  summary: string,
  warnings: readonly Warning[],
): Comparison {
  return {
    ...identityOf(benchmark),
    verdict,
    severity: null,
    summary,
    percentiles: [],
    warnings: [...warnings],
  };
}

function identityOf({ id, file, group, name, shard, explanation }: BenchmarkIdentity): BenchmarkIdentity {
  return {
    id,
    file,
    group: [...group],
    name,
    ...(shard !== undefined && { shard }),
    ...(explanation !== undefined && { explanation }),
  };
}

function isFound({ verdict }: Finding): boolean {
  return verdict === 'regressed' || verdict === 'improved';
}

function isCritical({ verdict, log, minimumEffect }: Finding): boolean {
  return (
    verdict === 'regressed' && log !== null && Math.expm1(log.point) >= CRITICAL_EFFECT_RATIO * minimumEffect
  );
}

function percentileComparison(finding: Finding, gates: boolean): PercentileComparison {
  const { log, percentile, verdict, baselineNs, currentNs, pValue, minimumEffect, replicates, warnings } =
    finding;
  return {
    percentile,
    verdict,
    gates,
    baselineNs,
    currentNs,
    change: log && changeFromLog(log),
    speedup: log && speedupFromLog(log),
    pValue,
    minimumEffect,
    replicates,
    warnings: [...warnings],
  };
}

function sideWarnings({ percentile, verdict, log }: Finding): Warning[] {
  if (verdict !== 'regressed' || log === null) return [];
  return [
    {
      code: `${percentile}-regressed`,
      message: `${percentile} ${movement(Math.expm1(log.point))}, but does not decide the verdict`,
      hint: `To let it decide: --percentile p50,${percentile}`,
    },
  ];
}
