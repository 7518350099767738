import { seededRandom } from '@perf-suite/perf-guard/statistics';
import { benchmarksOf, type Injection, makeHistory } from './made-history.js';
import { perfAnalyze } from './methods.js';
import { RUN_SETS, readRealRuns } from './real-runs.js';
import { scoreOf } from './score.js';

/** How soon a change is found in a history that has just begun: node bench/dist/change-points/short-histories.js [TRIALS] */
const trials = Number(process.argv[2] ?? 100);
const LENGTHS = [14, 20, 30, 45];
const STEPS = [0.1, 0.3];
/** Where the step is: at least a third of the runs lie on both sides. */
const MARGIN = 1 / 3;

const percent = (count: number, of: number): string => `${((100 * count) / Math.max(1, of)).toFixed(1)} %`;

for (const set of Object.keys(RUN_SETS) as (keyof typeof RUN_SETS)[]) {
  const real = readRealRuns(set);
  const benchmarks = benchmarksOf(real);
  console.log(`\n## ${real.machine}\n`);
  console.log(
    `| runs | ${STEPS.map((step) => `${100 * step} % slower, found`).join(' | ')} | unchanged, flagged |`,
  );
  console.log(`| ---: |${' ---: |'.repeat(STEPS.length + 1)}`);
  for (const length of LENGTHS) {
    const scores = STEPS.map((ratio) => {
      const histories = Array.from({ length: trials }, (_, trial) => {
        const random = seededRandom(1_000 * trial + length);
        const benchmark = benchmarks[Math.floor(random() * benchmarks.length)] as string;
        const at = Math.round(length * (MARGIN + random() * (1 - 2 * MARGIN)));
        const step: Injection = { kind: 'step', benchmark, at, ratio, length: 0 };
        return makeHistory(real, length, [step], trial + 1);
      });
      return scoreOf(histories, perfAnalyze.judge(histories.map(({ series }) => series)), benchmarks);
    });
    const flagged = scores.reduce((sum, { flaggedSeries }) => sum + flaggedSeries, 0);
    const unchanged = scores.reduce((sum, { unchangedSeries }) => sum + unchangedSeries, 0);
    const found = scores.map((score) => percent(score.found, score.made));
    console.log(`| ${length} | ${found.join(' | ')} | ${percent(flagged, unchanged)} |`);
  }
}
