import { listed } from '@perf-suite/command-line';
import { plainPercent } from '@perf-suite/command-line/terminal';
import {
  type Acceptance,
  type Comparison,
  closestWord,
  isBlank,
  percentilesBehind,
  type Report,
  type RunFile,
  type Warning,
} from '@perf-suite/schema';
import { countsOf, worstVerdict } from './report/verdict-order.js';

/**
 * Returns the report with what the run's acceptances say: a benchmark that regressed or is missing is `accepted` where
 * one names it, says why, and still counts. Those that do not count, or name nothing that was measured, are warned of.
 */
export function withAcceptances(report: Report, run: RunFile): Report {
  const acceptances = run.settings.accepted ?? [];
  if (acceptances.length === 0) return report;
  const used = new Set<Acceptance>();
  const comparisons = report.comparisons.map((comparison) => {
    const [first, ...redundant] = acceptances.filter((one) => accepts(one, comparison, run.startedAt));
    if (first === undefined) return comparison;
    // The same may be accepted twice, by two commits: nothing is wrong with the second.
    for (const one of [first, ...redundant]) used.add(one);
    return accepted(comparison, first);
  });
  const verdicts = comparisons.map(({ verdict }) => verdict);
  const unused = acceptances.filter((acceptance) => !used.has(acceptance));
  return {
    ...report,
    comparisons,
    counts: countsOf(verdicts),
    verdict: worstVerdict(verdicts),
    warnings: [...report.warnings, ...unused.flatMap((one) => unusedWarning(one, report, run))],
  };
}

function accepts(acceptance: Acceptance, comparison: Comparison, at: string): boolean {
  const isAsked =
    comparison.verdict === 'regressed' || comparison.verdict === 'missing' || allocatesMore(comparison);
  return (
    isAsked &&
    acceptance.benchmark === comparison.id &&
    !isBlank(acceptance.reason) &&
    !isExpired(acceptance, at) &&
    !goesBeyond(acceptance, comparison)
  );
}

function accepted(comparison: Comparison, { reason, until, source }: Acceptance): Comparison {
  const time = until === undefined ? '' : ` until ${until}`;
  const { verdict, severity, allocation, errors } = comparison;
  // What is accepted may be that it allocates more: its verdict is then another matter.
  const isTime = verdict === 'regressed' || verdict === 'missing';
  return {
    ...comparison,
    verdict: isTime ? 'accepted' : verdict,
    severity: isTime ? null : severity,
    ...(allocation !== undefined && {
      allocation: allocatesMore(comparison) ? { ...allocation, verdict: 'accepted' } : allocation,
    }),
    ...(errors !== undefined && {
      errors: errors.verdict === 'regressed' ? { ...errors, verdict: 'accepted' } : errors,
    }),
    summary: `Accepted${time} by ${source}: ${reason.replace(/\.$/, '')}. ${comparison.summary}`,
    accepted: { reason, source, ...(until !== undefined && { until }) },
  };
}

function allocatesMore({ allocation }: Comparison): boolean {
  return allocation?.gates === true && allocation.verdict === 'regressed';
}

/** It counts to the end of its day, wherever the run was. */
function isExpired({ until }: Acceptance, at: string): boolean {
  return until !== undefined && at.slice(0, 10) > until;
}

function goesBeyond({ upTo }: Acceptance, comparison: Comparison): boolean {
  const behind = percentilesBehind(comparison);
  const { allocation, errors } = comparison;
  // How much slower it may be says nothing of how often it may fail.
  if (upTo !== undefined && errors?.verdict === 'regressed') return true;
  if (
    upTo !== undefined &&
    allocatesMore(comparison) &&
    (allocation?.change?.point ?? Number.POSITIVE_INFINITY) > upTo
  )
    return true;
  return comparison.percentiles.some(
    ({ percentile, change }) =>
      upTo !== undefined && behind.includes(percentile) && change !== null && change.point > upTo,
  );
}

function unusedWarning(acceptance: Acceptance, { comparisons }: Report, run: RunFile): Warning[] {
  const { benchmark, source, until, upTo, reason } = acceptance;
  const comparison = comparisons.find(({ id }) => id === benchmark);
  const named = `${source} accepts ${benchmark}`;
  if (comparison === undefined) return wasAskedFor(run) ? [unknownWarning(acceptance, comparisons)] : [];
  if (isBlank(reason))
    return [
      {
        code: 'acceptance-without-reason',
        message: `${named} and gives no reason: it accepts nothing`,
        hint: `Write why behind the benchmark: ${trailerFor(benchmark, 'the reason')}`,
      },
    ];
  if (isExpired(acceptance, run.startedAt))
    return [
      {
        code: 'acceptance-expired',
        message: `${named} until ${until}, which is over`,
        hint: 'Remove it, or let it count longer: perf-guard accept',
      },
    ];
  if (upTo !== undefined && (comparison.verdict === 'regressed' || allocatesMore(comparison)))
    return [
      {
        code: 'acceptance-exceeded',
        message: `${named} up to ${plainPercent(upTo)}, and ${beyondText(comparison)}`,
        hint: 'Mend it, or accept more: perf-guard accept',
      },
    ];
  // What a branch accepts is gone with it; a file stays until somebody tidies up.
  if (until === undefined) return [];
  return [
    {
      code: 'acceptance-unused',
      message: `${named}, which is ${comparison.verdict}`,
      hint: `Remove it from ${source}: a later slowdown would be accepted, too.`,
    },
  ];
}

function beyondText({ verdict, errors }: Comparison): string {
  if (errors?.verdict === 'regressed') return 'its requests fail more often';
  return verdict === 'regressed' ? 'it got slower than that' : 'it allocates more than that';
}

/** Only a run of all benchmarks knows which there are. */
function wasAskedFor({ settings, shard }: RunFile): boolean {
  return (settings.filter ?? null) === null && shard === undefined;
}

function unknownWarning({ benchmark, source }: Acceptance, comparisons: readonly Comparison[]): Warning {
  const ids = comparisons.map(({ id }) => id);
  const meant = closestWord(benchmark, ids);
  return {
    code: 'acceptance-unknown',
    message: `${source} accepts ${benchmark}, which is no benchmark of this run`,
    hint:
      meant === null
        ? `Name a benchmark by its id, such as ${listed(ids, { most: 2 })}.`
        : `Did you mean ${meant}?`,
  };
}

/** Returns the line of a commit's message that accepts a benchmark's slowdown. */
export function trailerFor(benchmark: string, reason: string): string {
  return `Perf-Accepted: ${benchmark} ${reason}`;
}
