import { proportion } from './binomial-bounds.js';
import type { SuiteResult } from './suite-result.js';

const percent = (value: number, digits = 1): string => `${(value * 100).toFixed(digits)} %`;

/** Returns the results as Markdown tables: error rates, power, bias and coverage, time, the usual methods. */
export function summarise(results: readonly SuiteResult[]): string {
  return [
    `${results.length} suites; the bounds say how much these show.\n`,
    '### Unchanged code\n',
    flaggedTable(results.filter((one) => one.injection === null)),
    '\n### One benchmark slowed\n',
    foundTable(results.filter((one) => one.injection !== null)),
    '\n### Estimates\n',
    estimateTable(results),
    '\n### Time to verdict\n',
    timeTable(results),
    '',
  ].join('\n');
}

/** Every suite of unchanged code: how many had any benchmark flagged, by us and by the usual methods. */
function flaggedTable(suites: readonly SuiteResult[]): string {
  const rows = sessionsOf(suites).map(([session, some]) => {
    const ours = some.filter((one) => flaggedByUs(one).length > 0).length;
    return row('perf-suite', session, ours, some.length);
  });
  for (const method of Object.keys(suites[0]?.usual ?? {})) {
    const hits = suites.filter((one) => (one.usual[method]?.length ?? 0) > 0).length;
    rows.push(row(`${method} (same samples)`, 'all', hits, suites.length));
  }
  return [
    '| method | session | suites flagged | share, 95 % bounds |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** Every suite with one benchmark slowed: how often that one was found, and how often another was flagged. */
function foundTable(suites: readonly SuiteResult[]): string {
  const lines = [
    '| slowdown | method | found | share, 95 % bounds | others flagged |',
    '| --- | --- | --- | --- | --- |',
  ];
  for (const [slowdown, some] of bySlowdown(suites)) {
    const judge = (name: string, flagged: (one: SuiteResult) => readonly string[]) => {
      const found = some.filter((one) => flagged(one).includes(one.injection?.benchmark ?? '')).length;
      const others = some.filter((one) => flagged(one).some((id) => id !== one.injection?.benchmark)).length;
      lines.push(
        `| ${percent(slowdown)} | ${name} | ${found} of ${some.length} | ${share(found, some.length)} | ${others} |`,
      );
    };
    judge('perf-suite', flaggedByUs);
    for (const method of Object.keys(some[0]?.usual ?? {})) judge(method, (one) => one.usual[method] ?? []);
  }
  return lines.join('\n');
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
      `| ${percent(truth)} | ${points.length} | ${percent(average, 2)} | ${bias.toFixed(2)} [${(bias - margin * 100).toFixed(2)}, ${(bias + margin * 100).toFixed(2)}] | ${share(covered, points.length)} |`,
    );
  }
  return lines.join('\n');
}

function timeTable(results: readonly SuiteResult[]): string {
  const lines = [
    '| session | suites | benchmarks | median | p95 | undecided benchmarks |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  for (const [session, some] of sessionsOf(results)) {
    const seconds = some.map((one) => one.seconds).sort((a, b) => a - b);
    const at = (q: number) =>
      (seconds[Math.min(seconds.length - 1, Math.floor(q * seconds.length))] ?? 0).toFixed(0);
    const all = some.flatMap((one) => one.comparisons);
    const open = all.filter((one) => one.verdict === 'inconclusive').length;
    lines.push(
      `| ${session} | ${some.length} | ${some[0]?.comparisons.length ?? 0} | ${at(0.5)} s | ${at(0.95)} s | ${open} of ${all.length} |`,
    );
  }
  return lines.join('\n');
}

function flaggedByUs(suite: SuiteResult): string[] {
  return suite.comparisons.filter((one) => one.verdict === 'regressed').map((one) => one.name);
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

function bySlowdown(suites: readonly SuiteResult[]): [number, readonly SuiteResult[]][] {
  return [...groupBy(suites, (one) => one.injection?.slowdownRatio ?? 0)].sort(([a], [b]) => a - b);
}

function sessionsOf(suites: readonly SuiteResult[]): [string, readonly SuiteResult[]][] {
  return [['all', suites], ...groupBy(suites, (one) => one.session)];
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

function row(name: string, session: string, hits: number, trials: number): string {
  return `| ${name} | ${session} | ${hits} of ${trials} | ${share(hits, trials)} |`;
}

function share(hits: number, trials: number): string {
  if (trials === 0) return '-';
  const { lower, upper } = proportion(hits, trials);
  return `${percent(hits / trials)} [${percent(lower)}, ${percent(upper)}]`;
}
