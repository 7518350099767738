import { expect, test } from 'vitest';
import { decidePairs } from '../src/paired/decide-pairs.js';
import type { JudgeablePairs } from '../src/paired/rounds-seen.js';
import type { RequestCounts } from '../src/request-counts.js';
import { seededRandom } from '../src/statistics/seeded-random.js';
import { binomialBound } from './binomial-bound.js';
import { simulatedPairs } from './simulated-pairs.js';

/** How often failed requests are flagged wrongly, and rightly, by simulation with known truth. */

const ROUNDS = 24;
const NAMES = 6;

/** How requests fail: each by itself, or in outages that hit a round of one side. */
interface Failing {
  readonly share: number;
  /** The chance of a round to have an outage, and the share that then fails. */
  readonly outages?: { readonly chance: number; readonly share: number };
}

function failedOf(total: number, { share, outages }: Failing, random: () => number): RequestCounts {
  const isOut = outages !== undefined && random() < outages.chance;
  const chance = isOut ? outages.share : share;
  let failed = 0;
  for (let i = 0; i < total; i++) if (random() < chance) failed++;
  return { total, failed };
}

interface Suite {
  readonly seed: number;
  readonly total: number;
  readonly all: Failing;
  /** Of the first name's requests to head. */
  readonly first?: Failing;
}

function suiteOf({ seed, total, all, first = all }: Suite): JudgeablePairs[] {
  const random = seededRandom(seed);
  const times = simulatedPairs({
    noise: 'gaussian',
    roundCount: ROUNDS,
    logChanges: Array(NAMES).fill(0),
    noiseSds: Array(NAMES).fill(0.02),
    seed,
  });
  return times.map((pairs, i) => ({
    ...pairs,
    errors: {
      rounds: pairs.ratios.rounds,
      base: pairs.ratios.rounds.map(() => failedOf(total, all, random)),
      head: pairs.ratios.rounds.map(() => failedOf(total, i === 0 ? first : all, random)),
    },
  }));
}

function decisionsOf(suite: Suite) {
  const options = { rounds: 'auto', ended: false, seed: suite.seed, gating: ['p50', 'p95'] } as const;
  return decidePairs(suiteOf(suite), options).decisions;
}

const SUITES = 150;

test.each<[string, Failing]>([
  ['one in fifty', { share: 0.02 }],
  ['one in two', { share: 0.5 }],
  ['in outages of one round in ten', { share: 0, outages: { chance: 0.1, share: 0.8 } }],
  ['in outages of one round in two', { share: 0.01, outages: { chance: 0.5, share: 0.3 } }],
])('equal services of which %s fails are flagged in one of a hundred suites at most', (_, all) => {
  let flagged = 0;
  for (let seed = 1; seed <= SUITES; seed++) {
    const found = decisionsOf({ seed, total: 200, all }).some(
      ({ quantities }) =>
        quantities.errors?.verdict === 'regressed' || quantities.p50?.verdict === 'regressed',
    );
    if (found) flagged++;
  }
  expect(flagged).toBeLessThanOrEqual(binomialBound(SUITES, 0.01));
});

test.each<[string, Suite['all'], Failing]>([
  ['from none to 2 %', { share: 0 }, { share: 0.02 }],
  ['from 1 % to 4 %', { share: 0.01 }, { share: 0.04 }],
])('a rise %s is found in 19 of 20 suites', (_, all, first) => {
  let found = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const [slowed] = decisionsOf({ seed, total: 300, all, first });
    if (slowed?.quantities.errors?.verdict === 'regressed') found++;
  }
  expect(found).toBeGreaterThanOrEqual(38);
});
