import type { MadeHistory } from './made-history.js';
import type { Reported } from './methods.js';

/** How far a reported change may lie from where it was made. */
const MATCHES = 5;
const PRECISE = 2;

/** What a method made of all histories of one scenario. */
export interface Score {
  /** Series that nothing was done to, and of these those in which a change of the code is reported. */
  readonly unchangedSeries: number;
  readonly flaggedSeries: number;
  /** Of these series, those in which a change of their noise is reported. */
  readonly noiseSeries: number;
  /** Changes made; of these found, and found within 2 runs. */
  readonly made: number;
  readonly found: number;
  readonly precise: number;
  /** Steps made that lie in the range given for one, or within 2 runs of it. */
  readonly inRange: number;
  /** Changes of the code reported in changed series that nothing matches. */
  readonly wrong: number;
  /** Histories, and of these those in which the machine is named as the cause. */
  readonly histories: number;
  readonly machineNamed: number;
  /** Creeps that are called so; changes of noise that are called so. */
  readonly kindRight: number;
}

const NONE: Score = {
  unchangedSeries: 0,
  flaggedSeries: 0,
  noiseSeries: 0,
  made: 0,
  found: 0,
  precise: 0,
  inRange: 0,
  wrong: 0,
  histories: 0,
  machineNamed: 0,
  kindRight: 0,
};

/** Returns the score over histories and some of their benchmarks, given what a method reported in each. */
export function scoreOf(
  histories: readonly MadeHistory[],
  reported: readonly (readonly Reported[])[],
  scored: readonly string[],
): Score {
  return histories.map((history, i) => scoreOne(history, reported[i] ?? [], scored)).reduce(sum, NONE);
}

/** Returns F1 over changed series: of found, missed and wrong changes. */
export function f1({ made, found, wrong }: Score): number {
  return (2 * found) / (made + found + wrong);
}

function scoreOne(
  { series, injections }: MadeHistory,
  reported: readonly Reported[],
  scored: readonly string[],
): Score {
  const isMachine = injections.some(({ kind }) => kind === 'machine' || kind === 'new-machine');
  let score: Score = {
    ...NONE,
    histories: 1,
    machineNamed: isMachine && namesMachine(injections[0]?.at ?? 0, reported) ? 1 : 0,
  };
  for (const { benchmark } of series) {
    if (!scored.includes(benchmark)) continue;
    const own = reported.filter((one) => one.benchmark === benchmark);
    const ofCode = own.filter(({ kind }) => kind === 'step' || kind === 'creep');
    const injection = isMachine ? undefined : injections.find((one) => one.benchmark === benchmark);
    if (injection === undefined) {
      const noiseSeries = own.some(({ kind: one }) => one === 'noise') ? 1 : 0;
      const flaggedSeries = ofCode.length > 0 ? 1 : 0;
      score = sum(score, { ...NONE, unchangedSeries: 1, flaggedSeries, noiseSeries });
      continue;
    }
    const { kind, at, length, ratio } = injection;
    if (kind === 'noise') {
      const right = own.some((one) => one.kind === 'noise' && Math.abs(one.at - at) <= 30);
      score = sum(score, { ...NONE, made: 1, kindRight: right ? 1 : 0, wrong: ofCode.length });
      continue;
    }
    const matches = ofCode.filter((one) =>
      one.direction === Math.sign(ratio) && kind === 'creep'
        ? one.at >= at - MATCHES && one.from <= at + length + MATCHES
        : one.direction === Math.sign(ratio) && Math.abs(one.at - at) <= MATCHES,
    );
    score = sum(score, {
      ...NONE,
      made: 1,
      found: matches.length > 0 ? 1 : 0,
      precise: matches.some((one) => Math.abs(one.at - at) <= PRECISE) ? 1 : 0,
      kindRight: matches.some((one) => one.kind === kind) ? 1 : 0,
      inRange: ofCode.some(
        ({ range, direction }) =>
          direction === Math.sign(ratio) && at > range.from - PRECISE && at <= range.to + PRECISE,
      )
        ? 1
        : 0,
      // Of a creep, each step on it is a part of it.
      wrong: ofCode.length - (kind === 'creep' ? matches.length : Math.min(1, matches.length)),
    });
  }
  return score;
}

function namesMachine(at: number, reported: readonly Reported[]): boolean {
  return reported.some((one) => one.benchmark === null && Math.abs(one.at - at) <= MATCHES);
}

function sum(a: Score, b: Score): Score {
  return Object.fromEntries(
    Object.entries(a).map(([name, value]) => [name, value + b[name as keyof Score]]),
  ) as unknown as Score;
}
