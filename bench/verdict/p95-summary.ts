import type { PercentileName } from '@perf-suite/schema';
import { fixed, percent, share, tableHead, tableRow } from './markdown.js';
import type { SuiteResult, Workload } from './suite-result.js';

type Benchmark = SuiteResult['comparisons'][number];

/** Returns the results of suites that p95 gates as Markdown: false findings, power at p95, and at p50. */
export function summariseP95(results: readonly SuiteResult[]): string {
  return [
    `${describe(results)}\n`,
    '#### Unchanged code\n',
    unchangedTable(results),
    '\n#### Slower tails\n',
    tailTable(results),
    '\n#### Slower at p50 and p95\n',
    bothTable(results),
    '\n#### By what ran beside\n',
    sessionTable(results),
    '',
  ].join('\n');
}

function describe(results: readonly SuiteResult[]): string {
  const falsely = results.filter((suite) => isFalselyFlagged(suite, 'p50') || isFalselyFlagged(suite, 'p95'));
  const loads = results.map(({ load }) => load).sort((a, b) => a - b);
  const seconds = results.map((suite) => suite.seconds).sort((a, b) => a - b);
  const at = (values: readonly number[], q: number) =>
    fixed(values[Math.floor(q * (values.length - 1))] ?? 0, 0);
  const exits = results.filter((suite) => suite.exitCode === (isRegressed(suite) ? 1 : 0)).length;
  return (
    `${results.length} suites, of which ${share(falsely.length, results.length)} had a false finding ` +
    `at p50 or p95. ${exitCodes(exits, results.length)} ` +
    `Load on two cores: ${at(loads, 0.5)} (median; ${at(loads, 0)} to ${at(loads, 1)}); ` +
    `a suite took ${at(seconds, 0.5)} s (median; ${at(seconds, 0.95)} s at p95). Brackets contain 95 % confidence bounds.`
  );
}

function exitCodes(right: number, all: number): string {
  const where = right === all ? `In all ${all} suites` : `In ${right} of ${all} suites`;
  return `${where} the exit code was right: 1 if a benchmark regressed, and 0 otherwise.`;
}

/** A row for each workload: how often code that is the same on both sides was flagged. */
function unchangedTable(results: readonly SuiteResult[]): string {
  const line = (name: string, suites: readonly SuiteResult[]): string => {
    const flagged = (...at: PercentileName[]) =>
      suites.filter((suite) => at.some((percentile) => isFalselyFlagged(suite, percentile))).length;
    const all = suites.flatMap(({ comparisons }) => comparisons);
    return tableRow([
      name,
      share(flagged('p50'), suites.length),
      share(flagged('p95'), suites.length),
      share(flagged('p50', 'p95'), suites.length),
      `${all.filter(({ p95 }) => p95 === null).length} of ${all.length}`,
    ]);
  };
  const unchanged = results.filter(({ injection }) => injection === null);
  const of = (workload: Workload) => unchanged.filter((suite) => (suite.workload ?? 'suite') === workload);
  return [
    ...tableHead([
      'suites',
      'flagged at p50',
      'flagged at p95',
      'flagged at either',
      'benchmarks whose p95 was not judged',
    ]),
    line('unchanged, as above', of('suite')),
    line('unchanged, calls with a tail', of('tail')),
    line('all suites, slowed benchmarks excluded', results),
  ].join('\n');
}

function tailTable(results: readonly SuiteResult[]): string {
  const lines = bySlowdown(results.filter(({ injection }) => injection?.tail)).map(([slowdown, suites]) => {
    const slowed = suites.map(slowedOf);
    const judged = slowed.filter(({ p95 }) => p95 !== null);
    const found = judged.filter((one) => one.p95Verdict === 'regressed');
    const mean = judged.reduce((sum, { p95 }) => sum + (p95?.point ?? 0), 0) / judged.length;
    const covered = judged.filter(({ p95 }) => p95 && p95.lower <= slowdown && slowdown <= p95.upper);
    return tableRow([
      percent(slowdown, 0),
      share(found.length, slowed.length),
      share(found.length, judged.length),
      `${slowed.length - judged.length}`,
      judged.length === 0 ? '-' : percent(mean),
      share(covered.length, judged.length),
      `${slowed.filter((one) => one.p50Verdict === 'regressed').length}`,
    ]);
  });
  return [
    ...tableHead([
      'tail slower by',
      'found at p95',
      'found of those judged',
      'not judged',
      'mean estimate',
      'covered by the 95 % interval',
      'flagged at p50',
    ]),
    ...lines,
  ].join('\n');
}

function bothTable(results: readonly SuiteResult[]): string {
  const suites = results.filter(({ injection }) => injection !== null && !injection.tail);
  return [
    ...tableHead([
      'slower by',
      'found at p50',
      'found if p50 alone decided',
      'found at p95',
      'found at either',
    ]),
    ...bySlowdown(suites).map(([slowdown, some]) => {
      const slowed = some.map(slowedOf);
      const count = (is: (one: Benchmark) => boolean) => share(slowed.filter(is).length, slowed.length);
      return tableRow([
        percent(slowdown),
        count((one) => one.p50Verdict === 'regressed'),
        count((one) => (one.p50Alone ?? one.p50Verdict) === 'regressed'),
        count((one) => one.p95Verdict === 'regressed'),
        count((one) => one.verdict === 'regressed'),
      ]);
    }),
  ].join('\n');
}

/** A row for each session, the quietest first: one says what else the machine did. */
function sessionTable(results: readonly SuiteResult[]): string {
  const sessions = [...new Set(results.map(({ session }) => session))];
  const rows = sessions.map((session) => {
    const suites = results.filter((suite) => suite.session === session);
    return { session, suites, load: medianLoad(suites) };
  });
  return [
    ...tableHead([
      'what ran',
      'load (median)',
      'suites with a false finding',
      'slower by 5 %: found',
      'left open',
    ]),
    ...rows
      .sort((a, b) => a.load - b.load)
      .map(({ session, suites, load }) => {
        const slowed = suites
          .filter(({ injection }) => injection?.slowdownRatio === 0.05 && !injection.tail)
          .map(slowedOf);
        const of = (verdict: Benchmark['verdict']) => slowed.filter((one) => one.verdict === verdict).length;
        const falsely = suites.filter(
          (suite) => isFalselyFlagged(suite, 'p50') || isFalselyFlagged(suite, 'p95'),
        );
        return tableRow([
          session,
          fixed(load, 0),
          share(falsely.length, suites.length),
          slowed.length === 0 ? '-' : share(of('regressed'), slowed.length),
          slowed.length === 0 ? '-' : `${of('inconclusive')}`,
        ]);
      }),
  ].join('\n');
}

function medianLoad(suites: readonly SuiteResult[]): number {
  const loads = suites.map(({ load }) => load).sort((a, b) => a - b);
  return loads[Math.floor((loads.length - 1) / 2)] ?? 0;
}

/** Whether a benchmark was flagged at a percentile at which both sides are equal. */
function isFalselyFlagged({ comparisons, injection }: SuiteResult, percentile: PercentileName): boolean {
  return comparisons.some((one) => {
    const slowed = one.name === injection?.benchmark && (percentile === 'p95' || !injection.tail);
    return !slowed && one[`${percentile}Verdict`] === 'regressed';
  });
}

function isRegressed({ comparisons }: SuiteResult): boolean {
  return comparisons.some(({ verdict }) => verdict === 'regressed');
}

function slowedOf({ comparisons, injection }: SuiteResult): Benchmark {
  return comparisons.find(({ name }) => name === injection?.benchmark) as Benchmark;
}

function bySlowdown(suites: readonly SuiteResult[]): [number, readonly SuiteResult[]][] {
  const ratios = [...new Set(suites.map(({ injection }) => injection?.slowdownRatio ?? 0))].sort(
    (a, b) => a - b,
  );
  return ratios.map((ratio) => [ratio, suites.filter(({ injection }) => injection?.slowdownRatio === ratio)]);
}
