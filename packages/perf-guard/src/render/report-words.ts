import { changeText, counted } from '@perf-suite/command-line/terminal';
import { type Comparison, percentilesBehind, type Report, verdictWords } from '@perf-suite/schema';
import { budgetCounts, isOverBudget } from '../budgets/budget-words.js';

/** What all formats say of a report in the same words. */

const SMALLEST_RANGE_EFFECTS = 4;

/** Returns a report's suite verdict in a few words: `regressed: 1 of 10 benchmarks, worst +5.3 %`. */
export function headline(report: Report): string {
  const ofBudgets = budgetCounts(report);
  if (report.method.kind === 'none' && report.verdict === 'new')
    return ofBudgets === '' ? `measured: ${counted(report.comparisons.length, 'benchmark')}` : ofBudgets;
  return isOverBudget(report) ? `${verdictHeadline(report)}; ${ofBudgets}` : verdictHeadline(report);
}

function verdictHeadline({ verdict, comparisons }: Report): string {
  const alike = comparisons.filter((comparison) => comparison.verdict === verdict);
  const changes = alike.flatMap((comparison) => {
    const behind = percentilesBehind(comparison);
    return comparison.percentiles.flatMap(({ percentile, change }) =>
      behind.includes(percentile) && change ? [{ point: change.point, percentile }] : [],
    );
  });
  const text = `${verdictWords(verdict)}: ${alike.length} of ${counted(comparisons.length, 'benchmark')}`;
  const failing = alike.filter(failsMore).length;
  const ofErrors =
    failing === 0
      ? ''
      : `, ${failing === alike.length ? '' : `${failing} `}${failing === 1 ? 'fails' : 'fail'} more often`;
  if (verdict === 'regressed' || verdict === 'accepted')
    return `${text}${changes.length === 0 ? '' : `, worst ${extreme(changes, 1)}`}${ofErrors}`;
  if (verdict === 'improved') return `${text}, best ${extreme(changes, -1)}`;
  return text;
}

/** Returns the largest change in a direction, with its percentile where that is not p50. */
function extreme(changes: readonly { point: number; percentile: string }[], direction: 1 | -1): string {
  const [first] = changes.toSorted((a, b) => direction * (b.point - a.point));
  const { point, percentile } = first ?? { point: 0, percentile: 'p50' };
  return `${changeText(point)}${percentile === 'p50' ? '' : ` at ${percentile}`}`;
}

/** Returns what was judged: branch and commit, or the run's id where there is no commit. */
export function revisionOf({ id, commit, branch, dirty }: Report['run']): string {
  if (commit === null) return id;
  return `${branch === null ? '' : `${branch}@`}${commit.slice(0, 7)}${dirty === true ? ' (changed)' : ''}`;
}

/** Returns what it was judged against, and how that was chosen where the name alone would mislead. */
export function baselineText({ name, note }: Report['baseline']): string {
  return note === undefined ? name : `${name} (${note})`;
}

/** Returns which machine measured which shard, from the first; empty for a run of one machine. */
export function shardTexts({ shards = [], comparisons }: Report): string[] {
  return shards.map(({ index, environment: { cpu, os, runtime } }) => {
    const own = comparisons.filter(({ shard }) => shard === index).length;
    return `shard ${index}/${shards.length}: ${counted(own, 'benchmark')} on ${cpu.model}, ${os.platform} ${os.arch}, Node ${runtime.node}`;
  });
}

/** Returns what a report has to say of benchmarks: where there was nothing to compare with, only what failed. */
export function comparisonsShown({ method, comparisons }: Report): readonly Comparison[] {
  return method.kind === 'none' ? comparisons.filter(({ verdict }) => verdict !== 'new') : comparisons;
}

/** Returns a benchmark's name with its groups, as the run file's id does but without the file. */
export function nameOf({ group, name }: Pick<Comparison, 'group' | 'name'>): string {
  return [...group, name].join(' > ');
}

/** Returns whether a call of the benchmark was found to allocate more. */
export function allocatesMore({ allocation }: Comparison): boolean {
  return allocation?.verdict === 'regressed';
}

/** Returns whether more of a benchmark's requests were found to fail. */
export function failsMore({ errors }: Comparison): boolean {
  return errors?.verdict === 'regressed';
}

/** Returns how many benchmarks allocate more and less, in words: nothing where none does. */
export function allocationCounts({ comparisons }: Report): string[] {
  const less = comparisons.filter(({ allocation }) => allocation?.verdict === 'improved').length;
  const more = comparisons.filter(allocatesMore).length;
  return [
    ...(more === 0 ? [] : [`${more} ${more === 1 ? 'allocates' : 'allocate'} more`]),
    ...(less === 0 ? [] : [`${less} ${less === 1 ? 'allocates' : 'allocate'} less`]),
  ];
}

/** Returns the change at the pictures' ends: at least four minimum effects, and enough for every point. */
export function pictureRange({ comparisons, minimumEffect }: Report): number {
  const points = comparisons.flatMap((c) => c.percentiles.map(({ change }) => Math.abs(change?.point ?? 0)));
  const furthest = points.reduce((most, point) => Math.max(most, point), 0);
  return Math.max(SMALLEST_RANGE_EFFECTS * minimumEffect.p50, Math.min(1, furthest * 1.25));
}
