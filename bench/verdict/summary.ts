import { finds, type Judge, judgesOf, PERF_SUITE, raisesFalseAlarm } from './judges.js';
import { fixed, percent, share, tableHead, tableRow } from './markdown.js';
import type { SuiteResult } from './suite-result.js';

/** Returns the results as Markdown tables: by method, by session, bias and coverage. */
export function summarise(results: readonly SuiteResult[]): string {
  return [
    `${describeCounts(results)}\n`,
    '### Results by method\n',
    methodTable(results),
    '\n### By session\n',
    sessionTable(results),
    '\n### Estimates\n',
    estimateTable(results),
    '',
  ].join('\n');
}

/** Returns the counts of suites that are kept for what was measured in them alone: other sizes of slowdown. */
export function summariseEarlier(results: readonly SuiteResult[]): string {
  return [describeCounts(results), '', methodTable(results, [PERF_SUITE])].join('\n');
}

/** Returns the README's summary of the results: a sentence and the picture. */
export function headline(results: readonly SuiteResult[]): string {
  const unchanged = results.filter((one) => one.injection === null);
  const slowed = results.filter((one) => one.injection?.slowdownRatio === 0.05);
  const flagged = results.filter((one) => raisesFalseAlarm(PERF_SUITE, one)).length;
  const found = slowed.filter((one) => finds(PERF_SUITE, one)).length;
  const scores = judgesOf(results).map((judge) => {
    const alarms = unchanged.filter((one) => raisesFalseAlarm(judge, one)).length / unchanged.length;
    const hits = slowed.filter((one) => finds(judge, one)).length / slowed.length;
    return `${judge.name}: ${percent(alarms, 0)} and ${percent(hits, 0)}`;
  });
  return (
    `In ${results.length} live A/B suites on a busy two-core machine, it ` +
    `${flagged === 0 ? 'never flagged an unchanged benchmark' : 'flagged unchanged benchmarks'} (${flagged} of ${results.length} suites), ` +
    `and found ${found} of ${slowed.length} slowdowns of 5 % ` +
    '([how it was measured](docs/how-it-decides.md#how-well-it-does)).\n\n' +
    `![Unchanged suites flagged and 5 % slowdowns found, on the same samples. ${scores.join('; ')}]` +
    '(docs/images/how-it-decides.svg)'
  );
}

function describeCounts(results: readonly SuiteResult[]): string {
  const slowed = results.filter((one) => one.injection !== null);
  const families = share(results.filter((one) => raisesFalseAlarm(PERF_SUITE, one)).length, results.length);
  return (
    `${results.length} suites: ${results.length - slowed.length} of unchanged code, ` +
    `${slowed.length} with one benchmark slowed, whose other benchmarks are unchanged too. ` +
    `An unchanged benchmark was flagged in ${families} suites. Brackets contain 95 % confidence bounds.`
  );
}

/** A row for each method: unchanged suites it flags, and slowdowns it finds. */
function methodTable(results: readonly SuiteResult[], judges = judgesOf(results)): string {
  const unchanged = results.filter((one) => one.injection === null);
  const slowed = results.filter((one) => one.injection !== null);
  const slowdowns = [...groupBy(slowed, (one) => one.injection?.slowdownRatio ?? 0)].sort(
    ([a], [b]) => a - b,
  );
  const line = (judge: Judge): string =>
    tableRow([
      judge.name,
      share(unchanged.filter((one) => raisesFalseAlarm(judge, one)).length, unchanged.length),
      ...slowdowns.map(([, some]) => share(some.filter((one) => finds(judge, one)).length, some.length)),
      share(slowed.filter((one) => raisesFalseAlarm(judge, one)).length, slowed.length),
    ]);
  return [
    ...tableHead([
      'judged by',
      'unchanged suites flagged',
      ...slowdowns.map(([slowdown]) => `${percent(slowdown)} slower, found`),
      'slowed suites in which an unchanged benchmark was flagged as well',
    ]),
    ...judges.map(line),
  ].join('\n');
}

/** A row for each session: perf-suite's results, how long it took and how many benchmarks were inconclusive. */
function sessionTable(results: readonly SuiteResult[]): string {
  const line = ([session, some]: [string, readonly SuiteResult[]]): string => {
    const unchanged = some.filter((one) => one.injection === null);
    const slowed = some.filter((one) => one.injection?.slowdownRatio === 0.05);
    const seconds = some.map((one) => one.seconds).sort((a, b) => a - b);
    const at = (q: number) => (seconds[Math.floor(q * (seconds.length - 1))] ?? 0).toFixed(0);
    const all = some.flatMap((one) => one.comparisons);
    const open = all.filter((one) => one.verdict === 'inconclusive').length;
    return tableRow([
      session,
      String(some.length),
      share(unchanged.filter((one) => raisesFalseAlarm(PERF_SUITE, one)).length, unchanged.length),
      share(slowed.filter((one) => finds(PERF_SUITE, one)).length, slowed.length),
      `${at(0.5)} s, ${at(0.95)} s`,
      `${open} of ${all.length}`,
    ]);
  };
  return [
    ...tableHead([
      'session',
      'suites',
      'unchanged suites flagged',
      `${percent(0.05)} slower, found`,
      'time, median and p95',
      'inconclusive benchmarks',
    ]),
    line(['all', results]),
    ...[...groupBy(results, (one) => one.session)].map(line),
  ].join('\n');
}

/** Bias of the p50 change and coverage of its 95 % interval, for the benchmarks whose true change is known. */
function estimateTable(results: readonly SuiteResult[]): string {
  const lines = [
    '| true change | estimates | mean estimate | bias, 95 % interval (percentage points) | covered by the 95 % interval |',
    '| --- | --- | --- | --- | --- |',
  ];
  for (const [truth, estimates] of estimatesByTruth(results)) {
    const points = estimates.map((one) => one.point);
    const average = points.reduce((sum, value) => sum + value, 0) / points.length;
    const spread = Math.sqrt(
      points.reduce((sum, value) => sum + (value - average) ** 2, 0) / Math.max(1, points.length - 1),
    );
    const margin = (1.96 * spread) / Math.sqrt(points.length);
    const covered = estimates.filter((one) => one.lower <= truth && truth <= one.upper).length;
    const bias = (average - truth) * 100;
    lines.push(
      `| ${percent(truth)} | ${points.length} | ${percent(average, 2)} | ${fixed(bias)} [${fixed(bias - margin * 100)}, ${fixed(bias + margin * 100)}] | ${share(covered, points.length)} |`,
    );
  }
  return lines.join('\n');
}

function estimatesByTruth(
  results: readonly SuiteResult[],
): [number, { point: number; lower: number; upper: number }[]][] {
  const groups = new Map<number, { point: number; lower: number; upper: number }[]>();
  for (const suite of results) {
    for (const one of suite.comparisons) {
      if (one.p50 === null) continue;
      const truth = suite.injection?.benchmark === one.name ? suite.injection.slowdownRatio : 0;
      groups.set(truth, [...(groups.get(truth) ?? []), one.p50]);
    }
  }
  return [...groups].sort(([a], [b]) => a - b);
}

function groupBy<K>(suites: readonly SuiteResult[], keyOf: (suite: SuiteResult) => K): Map<K, SuiteResult[]> {
  const groups = new Map<K, SuiteResult[]>();
  for (const suite of suites) {
    const group = groups.get(keyOf(suite));
    if (group === undefined) groups.set(keyOf(suite), [suite]);
    else group.push(suite);
  }
  return groups;
}
