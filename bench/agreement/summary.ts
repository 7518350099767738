import { median, quantile } from 'simple-statistics';
import { signTestInterval } from '../sign-test-interval.js';
import { fixed, percent, tableHead, tableRow } from '../verdict/markdown.js';
import { differsByWelch, hodgesLehmann } from './estimate.js';
import { type Agreement, WAYS, type Way } from './result.js';

/** What shall hold of the differences between two ways, in percentage points. */
const GOAL = { median: 0.3, limit: 2, shareBelowLimit: 0.95 };

const WAY_PAIRS: readonly (readonly [Way, Way])[] = [
  ['pairs', 'variant processes'],
  ['pairs', 'separate processes'],
  ['variant processes', 'separate processes'],
  ['pairs', 'separate, by reference'],
  ['variant processes', 'separate, by reference'],
];

/** A benchmark with the rounds of all its lines. */
interface Benchmark {
  readonly upgrade: string;
  readonly name: string;
  readonly oldUs: number;
  readonly logRatios: Readonly<Record<Way, readonly number[]>>;
}

/**
 * Returns for each session how far the ways lie apart, beside how far each lies from itself, whether the goal
 * is met, and each benchmark.
 */
export function summarise(lines: readonly Agreement[]): string {
  const sessions = [...new Set(lines.map(({ session }) => session))];
  return sessions
    .map((session) =>
      summariseSession(
        session,
        lines.filter((line) => line.session === session),
      ),
    )
    .join('\n');
}

function summariseSession(session: string, lines: readonly Agreement[]): string {
  const benchmarks = pooled(lines);
  return [
    `### Session: ${session}`,
    '',
    conditions(lines, benchmarks),
    '',
    ...tableHead([
      'compared',
      'median difference',
      '95 % are below',
      'below 2 points',
      'shift, 95 % interval',
      'apart by more than their noise',
      'goal',
    ]),
    ...WAY_PAIRS.map((ways) => betweenWays(ways, benchmarks)),
    ...WAYS.map((way) => withinWay(way, benchmarks)),
    '',
    '<details>',
    '<summary>Each benchmark: the change of p50 by each way</summary>',
    '',
    ...tableHead(['benchmark', 'upgrade', 'a call', ...WAYS, 'furthest apart, points']),
    ...benchmarks.map(benchmarkRow),
    '',
    '</details>',
    '',
  ].join('\n');
}

function pooled(lines: readonly Agreement[]): Benchmark[] {
  const groups = new Map<string, Agreement[]>();
  for (const line of lines) {
    const name = `${line.library}: ${line.benchmark}`;
    groups.set(name, [...(groups.get(name) ?? []), line]);
  }
  return [...groups].map(([name, group]) => {
    const { old, current } = group[0] as Agreement;
    const roundsOf = (way: Way) => group.flatMap(({ ways }) => ways[way].logRatios);
    return {
      upgrade: `${old} to ${current}`,
      name,
      oldUs: median(group.flatMap(({ ways }) => ways.pairs.oldNs)) / 1000,
      logRatios: Object.fromEntries(
        WAYS.map((way) => [way, roundsOf(way)]),
      ) as unknown as Benchmark['logRatios'],
    };
  });
}

function conditions(lines: readonly Agreement[], benchmarks: readonly Benchmark[]): string {
  const machines = new Set(
    lines.map(({ machine }) => `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`),
  );
  const loads = lines.flatMap(({ ways }) => WAYS.map((way) => ways[way].load));
  const [low, middle, high] = [0, 0.5, 1].map((q) => fixed(quantile(loads, q), 0));
  const rounds = benchmarks.flatMap(({ logRatios }) => WAYS.map((way) => logRatios[way].length));
  return (
    `${benchmarks.length} benchmarks of ${new Set(lines.map(({ library }) => library)).size} libraries, ` +
    `${median(rounds)} rounds each way (median; ${Math.min(...rounds)} to ${Math.max(...rounds)}). ` +
    `${[...machines].join('; ')}; load ${middle} (median; ${low} to ${high}).`
  );
}

function betweenWays([one, other]: readonly [Way, Way], benchmarks: readonly Benchmark[]): string {
  const points = benchmarks.map(({ logRatios }) => pointsBetween(logRatios[one], logRatios[other]));
  const apart = benchmarks.filter(({ logRatios }) => differsByWelch(logRatios[one], logRatios[other])).length;
  return tableRow([
    `${one} - ${other}`,
    ...sizes(points),
    shift(points),
    share(apart, benchmarks.length),
    isGoalMet(points) ? 'met' : 'missed',
  ]);
}

/** What noise alone does to half of the rounds: a way's odd rounds against its even ones. */
function withinWay(way: Way, benchmarks: readonly Benchmark[]): string {
  const points = benchmarks.map(({ logRatios }) => {
    const half = (rest: number) => logRatios[way].filter((_, round) => round % 2 === rest);
    return pointsBetween(half(1), half(0));
  });
  return tableRow([`${way}: odd - even rounds`, ...sizes(points), shift(points), '', '']);
}

function sizes(points: readonly number[]): string[] {
  const apart = points.map(Math.abs);
  return [
    `${fixed(median(apart))} points`,
    `${fixed(quantile(apart, 0.95), 1)} points`,
    share(apart.filter((value) => value < GOAL.limit).length, apart.length),
  ];
}

function isGoalMet(points: readonly number[]): boolean {
  const apart = points.map(Math.abs);
  const below = apart.filter((value) => value < GOAL.limit).length;
  return median(apart) < GOAL.median && below / apart.length >= GOAL.shareBelowLimit;
}

/** Whether one way reads slower than another in general: the median over the benchmarks, with its sign. */
function shift(points: readonly number[]): string {
  const { point, lower, upper } = signTestInterval(points);
  return `${fixed(point, 1)} [${fixed(lower, 1)}, ${fixed(upper, 1)}]`;
}

function share(count: number, all: number): string {
  return `${count} of ${all} (${percent(count / all, 0)})`;
}

function pointsBetween(one: readonly number[], other: readonly number[]): number {
  return (change(one) - change(other)) * 100;
}

/** Current / old - 1. */
function change(logRatios: readonly number[]): number {
  return Math.expm1(hodgesLehmann(logRatios));
}

function benchmarkRow({ name, upgrade, oldUs, logRatios }: Benchmark): string {
  const changes = WAYS.map((way) => change(logRatios[way]));
  const furthest = (Math.max(...changes) - Math.min(...changes)) * 100;
  return tableRow([
    name,
    upgrade,
    `${oldUs < 1000 ? `${fixed(oldUs, 0)} µs` : `${fixed(oldUs / 1000, 1)} ms`}`,
    ...changes.map((value) => percent(value)),
    fixed(furthest, 1),
  ]);
}
