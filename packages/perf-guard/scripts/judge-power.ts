/**
 * Prints the tables of docs/decisions/010: error, coverage and power of the paired method by suite
 * size and noise, beside the statistic it replaced. Takes a few minutes on one core. From the root:
 *   npx esbuild packages/perf-guard/scripts/judge-power.ts --bundle --platform=node --format=esm --log-level=error --outfile=node_modules/.cache/judge-power.mjs
 *   node node_modules/.cache/judge-power.mjs [suites per cell, default 400] [coverage]
 */

import { AUTO_ANALYSES } from '../src/paired/analysis-plan.js';
import { decidePairs } from '../src/paired/decide-pairs.js';
import type { JudgeablePairs } from '../src/paired/rounds-seen.js';
import { clipped } from '../src/statistics/clipped.js';
import { hodgesLehmann } from '../src/statistics/hodges-lehmann.js';
import { signFlips } from '../src/statistics/sign-flips.js';
import { gaussian } from '../test/run-builder.js';
import { NOISE_KINDS, type NoiseKind, simulatedPairs } from '../test/simulated-pairs.js';

/** Those that can find a change. */
const ANALYSES = AUTO_ANALYSES.filter(({ alpha }) => alpha > 0);
const SUITES = Number(process.argv[2] ?? 400);
const ONLY_COVERAGE = process.argv[3] === 'coverage';
const SIZES = [1, 6, 20, 200];
const MOST_ROUNDS = 24;
const NULL_LOG = Math.log(1.01);
const MINIMUM_LOG = Math.log(1.025);

interface Cell {
  readonly noise: NoiseKind;
  readonly size: number;
  readonly suites: number;
  /** ln change of all benchmarks, and of the first. */
  readonly background: number;
  readonly first: number;
  readonly firstSd: number;
  /** Noise of the others: fixed, or lognormal around 1 % as measured on real suites. */
  readonly otherSd: number | 'mixed';
}

function suiteOf(cell: Cell, seed: number, roundCount = MOST_ROUNDS): JudgeablePairs[] {
  const normal = gaussian(seed ^ 0x51de);
  const { size, otherSd } = cell;
  return simulatedPairs({
    noise: cell.noise,
    roundCount,
    seed,
    logChanges: Array.from({ length: size }, (_, i) => (i === 0 ? cell.first : cell.background)),
    noiseSds: Array.from({ length: size }, (_, i) => {
      if (i === 0) return cell.firstSd;
      return otherSd === 'mixed' ? 0.01 * Math.exp(0.7 * normal()) : otherSd;
    }),
  });
}

/** Rounds after which the first benchmark is found regressed by each interim analysis, and what else happens. */
function judge(cell: Cell) {
  const foundAfter = ANALYSES.map(() => 0);
  let flagged = 0;
  let covered = 0;
  let intervals = 0;
  let openAfterFirst = 0;
  for (let suite = 0; suite < cell.suites; suite++) {
    const pairs = suiteOf(cell, 1000 * suite + cell.size);
    const { decisions } = decidePairs(pairs, { rounds: 'auto', ended: true, seed: suite, gating: ['p50'] });
    const verdicts = decisions.map(({ quantities }) => quantities.p50);
    if (
      verdicts.some((found, i) => found?.verdict === 'regressed' && (i > 0 || cell.first === cell.background))
    )
      flagged++;
    ANALYSES.forEach(({ rounds }, k) => {
      const first = verdicts[0];
      if (first?.verdict === 'regressed' && first.roundCount <= rounds)
        foundAfter[k] = (foundAfter[k] as number) + 1;
    });
    verdicts.forEach((found, i) => {
      if (!found?.change) return;
      const truth = i === 0 ? cell.first : cell.background;
      intervals++;
      if (found.roundCount > 8) openAfterFirst++;
      if (found.change.lower <= truth && truth <= found.change.upper) covered++;
    });
  }
  return { flagged, foundAfter, coverage: covered / intervals, openAfterFirst: openAfterFirst / intervals };
}

/** The statistic before: scaled by each benchmark's own sum of squares, every flip counted. */
function foundBySelfNormalised(cell: Cell): number[] {
  const foundAfter = ANALYSES.map(() => 0);
  for (let suite = 0; suite < cell.suites; suite++) {
    const pairs = suiteOf(cell, 1000 * suite + cell.size);
    let found = false;
    ANALYSES.forEach(({ rounds, alpha }, k) => {
      found ||= selfNormalisedP(pairs, rounds, suite) <= alpha;
      if (found) foundAfter[k] = (foundAfter[k] as number) + 1;
    });
  }
  return foundAfter;
}

function selfNormalisedP(pairs: readonly JudgeablePairs[], rounds: number, seed: number): number {
  const flips = signFlips(rounds, seed);
  const scores = pairs.map(({ ratios }) => {
    const x = ratios.percentiles.p50.logRatios.slice(0, rounds).map((value) => value - NULL_LOG);
    const z = clipped(x);
    const norm = Math.sqrt(z.reduce((sum, value) => sum + value * value, 0));
    return z.map((value) => value / norm);
  });
  const own = (scores[0] as readonly number[]).reduce((sum, value) => sum + value, 0);
  const values = (pairs[0] as JudgeablePairs).ratios.percentiles.p50.logRatios.slice(0, rounds);
  const point = hodgesLehmann(values, 0.95)?.point ?? 0;
  if (point < MINIMUM_LOG) return 1;
  let atLeast = 0;
  for (let pattern = 0; pattern < flips.patternCount; pattern++) {
    const bytes = flips.bytes.subarray(pattern * flips.groupCount, (pattern + 1) * flips.groupCount);
    const reached = scores.some((z) => {
      let sum = 0;
      for (let r = 0; r < rounds; r++)
        sum += ((bytes[r >> 3] as number) >> (r & 7)) & 1 ? -(z[r] as number) : (z[r] as number);
      return sum >= own - 1e-9;
    });
    if (reached) atLeast++;
  }
  return atLeast / flips.patternCount;
}

function rate(count: number, of: number): string {
  return `${((100 * count) / of).toFixed(1)} %`;
}

function row(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

function errorTables(): void {
  console.log(
    `\nSuites of unchanged benchmarks with a false regression, nominal 1 %; ${SUITES} suites for each cell.`,
  );
  console.log(
    'Left: no change, noise of 1 % of typical size. Right: worst case, a true change of exactly what the null hypothesis allows (1 %), noise of 5 %.\n',
  );
  row(['noise', ...SIZES.map((size) => `${size}`), ...SIZES.map((size) => `worst, ${size}`), 'coverage']);
  row(['---', ...SIZES.map(() => '---:'), ...SIZES.map(() => '---:'), '---:']);
  for (const noise of NOISE_KINDS) {
    const calm = SIZES.map((size) =>
      judge({ noise, size, suites: SUITES, background: 0, first: 0, firstSd: 0.01, otherSd: 'mixed' }),
    );
    const worst = SIZES.map((size) =>
      judge({
        noise,
        size,
        suites: SUITES,
        background: NULL_LOG,
        first: NULL_LOG,
        firstSd: 0.05,
        otherSd: 0.05,
      }),
    );
    const coverage = calm.reduce((sum, cell) => sum + cell.coverage, 0) / calm.length;
    row([
      noise,
      ...[...calm, ...worst].map(({ flagged }) => rate(flagged, SUITES)),
      `${(100 * coverage).toFixed(1)} %`,
    ]);
  }
}

function powerTable(): void {
  console.log(
    '\nOne benchmark is 5 % slower, among unchanged ones of mixed noise (Gaussian): % found after 8 / 14 / 24 rounds.\n',
  );
  const noiseSds = [0.005, 0.01, 0.015, 0.02, 0.03, 0.05];
  row(['statistic', 'suite', ...noiseSds.map((sd) => `sd ${sd * 100} %`)]);
  row(['---', '---:', ...noiseSds.map(() => '---:')]);
  for (const size of SIZES) {
    const suites = Math.min(SUITES, size >= 200 ? 40 : 200);
    const cells = noiseSds.map(
      (firstSd): Cell => ({
        noise: 'gaussian',
        size,
        suites,
        background: 0,
        first: Math.log(1.05),
        firstSd,
        otherSd: 'mixed',
      }),
    );
    const shares = (counts: number[]): string =>
      counts.map((count) => Math.round((100 * count) / suites)).join(' / ');
    row(['self-normalised', size, ...cells.map((cell) => shares(foundBySelfNormalised(cell)))]);
    row(['**moderated, gated**', size, ...cells.map((cell) => shares(judge(cell).foundAfter))]);
  }
}

function coverageTable(): void {
  console.log(
    '\nCoverage of the 95 % interval at the analysis that decided, and benchmarks still undecided (open) after 8 rounds.\n',
  );
  row(['true change', ...[0.005, 0.01, 0.02, 0.03].map((sd) => `sd ${sd * 100} %`)]);
  row(['---:', '---:', '---:', '---:', '---:']);
  for (const change of [0, 0.025, 0.05, 0.1]) {
    const cells = [0.005, 0.01, 0.02, 0.03].map((sd) =>
      judge({
        noise: 'gaussian',
        size: 10,
        suites: SUITES,
        background: Math.log1p(change),
        first: Math.log1p(change),
        firstSd: sd,
        otherSd: sd,
      }),
    );
    row([
      `${change * 100} %`,
      ...cells.map(
        (cell) => `${(100 * cell.coverage).toFixed(1)} % (${Math.round(100 * cell.openAfterFirst)} % open)`,
      ),
    ]);
  }
}

if (!ONLY_COVERAGE) errorTables();
if (!ONLY_COVERAGE) powerTable();
coverageTable();
