/**
 * Prints the tables of docs/decisions/012: error and power where p95 gates beside p50, by what p95's
 * statistic counts for. Takes some minutes on one core. From the root:
 *   npx --yes pnpm@10 --filter perf-suite exec esbuild $PWD/packages/perf-guard/scripts/p95-power.ts --bundle --platform=node --format=esm --log-level=error --outfile=$PWD/node_modules/.cache/p95-power.mjs
 *   node node_modules/.cache/p95-power.mjs [suites per cell, default 400] [error or power, default both]
 */
import type { PercentileName } from '@perf-suite/schema';
import { AUTO_ANALYSES } from '../src/paired/analysis-plan.js';
import { decidePairs, type PairDecision } from '../src/paired/decide-pairs.js';
import { gaussian } from '../test/run-builder.js';
import { NOISE_KINDS, type NoiseKind, simulatedPairs, withTails } from '../test/simulated-pairs.js';

/** Those that can find a change. */
const ANALYSES = AUTO_ANALYSES.filter(({ alpha }) => alpha > 0);
const SUITES = Number(process.argv[2] ?? 400);
const ONLY = process.argv[3];
const BOTH: readonly PercentileName[] = ['p50', 'p95'];
const SEED_OF = { p50: 0, p95: 7_000_000 };

interface PercentileTruth {
  /** Ratios by which all benchmarks are slower, and the first. */
  readonly all: number;
  readonly first: number;
  /** Noise of the first; the others' is the typical one, lognormal around it where `mixed`. */
  readonly firstSd: number;
  readonly typicalSd: number;
  readonly mixed: boolean;
}

interface Cell {
  readonly noise: NoiseKind;
  readonly size: number;
  readonly p50: PercentileTruth;
  readonly p95: PercentileTruth;
}

function decide(cell: Cell, seed: number, gating: readonly PercentileName[]): readonly PairDecision[] {
  const [suite, tails] = BOTH.map((name) => {
    const { all, first, firstSd, typicalSd, mixed } = cell[name];
    const normal = gaussian((seed + SEED_OF[name]) ^ 0x51de);
    const indexes = Array.from({ length: cell.size }, (_, i) => i);
    return simulatedPairs({
      noise: cell.noise,
      roundCount: ANALYSES.at(-1)?.rounds ?? 0,
      logChanges: indexes.map((i) => Math.log1p(i === 0 ? first : all)),
      noiseSds: indexes.map((i) => (i === 0 ? firstSd : typicalSd * (mixed ? Math.exp(0.6 * normal()) : 1))),
      seed: seed + SEED_OF[name],
    });
  }) as [ReturnType<typeof simulatedPairs>, ReturnType<typeof simulatedPairs>];
  return decidePairs(withTails(suite, tails), { rounds: 'auto', ended: true, seed, gating }).decisions;
}

/** In how many suites anything was called slower, and after how many rounds the first benchmark was. */
function judge(cell: Cell, gating: readonly PercentileName[]) {
  const flagged = { p50: 0, p95: 0, any: 0 };
  const p50Found = ANALYSES.map(() => 0);
  let p95Found = 0;
  for (let suite = 0; suite < SUITES; suite++) {
    const decisions = decide(cell, 1000 * suite + cell.size, gating);
    const [p50, p95] = BOTH.map((name) =>
      decisions.some(({ quantities }) => quantities[name]?.verdict === 'regressed'),
    );
    flagged.p50 += Number(p50);
    flagged.p95 += Number(p95);
    flagged.any += Number(p50 || p95);
    const first = decisions[0]?.quantities;
    if (first?.p95?.verdict === 'regressed') p95Found++;
    ANALYSES.forEach(({ rounds }, k) => {
      if (first?.p50?.verdict === 'regressed' && first.p50.roundCount <= rounds) p50Found[k]! += 1;
    });
  }
  return { flagged, p50Found, p95Found };
}

const rate = (count: number): string => `${((100 * count) / SUITES).toFixed(1)} %`;
const row = (cells: readonly (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`);
const head = (cells: readonly string[]): void => {
  row(cells);
  row(cells.map(() => '---'));
};

const calm = { all: 0, first: 0, mixed: true };
const quiet50 = { ...calm, firstSd: 0.01, typicalSd: 0.01 };
const quiet95 = { ...calm, firstSd: 0.07, typicalSd: 0.07 };

function errorTable(): void {
  console.log(
    `\nSuites of 20 unchanged benchmarks with a false regression; ${SUITES} suites for each cell.\n`,
  );
  head(['noise', 'p50', 'p95', 'either', 'worst case: p50', 'p95', 'either']);
  for (const noise of NOISE_KINDS) {
    const worst = (all: number, sd: number): PercentileTruth => ({
      all,
      first: all,
      firstSd: sd,
      typicalSd: sd,
      mixed: false,
    });
    const cells = [
      judge({ noise, size: 20, p50: quiet50, p95: quiet95 }, BOTH),
      judge({ noise, size: 20, p50: worst(0.01, 0.05), p95: worst(0.02, 0.1) }, BOTH),
    ];
    row([noise, ...cells.flatMap(({ flagged }) => [flagged.p50, flagged.p95, flagged.any].map(rate))]);
  }
}

function p50Table(): void {
  console.log(
    `\nOne benchmark slower by 5 % at p50: found after 8 / 14 / 24 rounds, in %; ${SUITES} suites for each cell.\n`,
  );
  head(['suite', 'noise of p50', 'p50 gates alone', 'p95 gates too']);
  for (const size of [6, 20]) {
    for (const firstSd of [0.01, 0.02, 0.03, 0.05]) {
      const cell: Cell = { noise: 'gaussian', size, p50: { ...quiet50, first: 0.05, firstSd }, p95: quiet95 };
      const found = [['p50'] as const, BOTH].map((gating) =>
        judge(cell, gating)
          .p50Found.map((count) => Math.round((100 * count) / SUITES))
          .join(' / '),
      );
      row([size, `${firstSd * 100} %`, ...found]);
    }
  }
}

function p95Table(): void {
  console.log(
    `\nOne benchmark slower at p95 alone: found in the 8 rounds that p50 usually needs; ${SUITES} suites for each cell.\n`,
  );
  const changes = [0.1, 0.2, 0.5, 1];
  head(['suite', 'noise of p95', ...changes.map((change) => `+${change * 100} %`)]);
  for (const size of [6, 20]) {
    for (const firstSd of [0.03, 0.05, 0.1, 0.15]) {
      const found = changes.map((first) =>
        judge({ noise: 'gaussian', size, p50: quiet50, p95: { ...quiet95, first, firstSd } }, BOTH),
      );
      row([size, `${firstSd * 100} %`, ...found.map(({ p95Found }) => rate(p95Found))]);
    }
  }
}

if (ONLY !== 'power') errorTable();
if (ONLY !== 'error') p50Table();
if (ONLY !== 'error') p95Table();
