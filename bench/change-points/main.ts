import { writeFile } from 'node:fs/promises';
import type { MadeHistory } from './made-history.js';
import { benchmarksOf } from './made-history.js';
import { type Method, movingThreshold, otava, perfAnalyze } from './methods.js';
import { drawScores } from './picture.js';
import { type RealRuns, readRealRuns } from './real-runs.js';
import { RUN_COUNT, SCENARIOS, tryScenario } from './scenarios.js';
import { f1, type Score, scoreOf } from './score.js';

/** Runs every method on histories made of real runs, and prints tables: node bench/dist/change-points/main.js [TRIALS] [PICTURE] */
const trials = Number(process.argv[2] ?? 40);
const picture = process.argv[3];
const real = readRealRuns();
const methods: Method[] = [perfAnalyze];
if (process.env.OTAVA_PATH === undefined) {
  console.error('OTAVA_PATH names no checkout of Apache Otava: it is left out');
} else {
  methods.push(
    otava('Apache Otava 0.8, defaults', { minimumMagnitude: 0, largestPValue: 0.001 }),
    otava('Apache Otava 0.8, changes of 2 % or more', { minimumMagnitude: 0.02, largestPValue: 0.001 }),
  );
}
methods.push(movingThreshold);

const kept = withoutNoisiest(real, 10);
console.log(
  `${real.runs.length} real runs of ${benchmarksOf(real).length} benchmarks, of which the ${benchmarksOf(kept).length} that vary least; ${trials} histories of ${RUN_COUNT} runs for each row\n`,
);
const scores = methods.map((method) => ({ method: method.name, byScenario: scoresOf(method, kept) }));
for (const { method, byScenario } of scores) printTable(method, byScenario);
console.log('All benchmarks, perf-analyze:\n');
printTable(perfAnalyze.name, scoresOf(perfAnalyze, real));
if (picture !== undefined) await writeFile(picture, drawScores(scores));

function scoresOf(method: Method, runs: RealRuns): Map<string, Score> {
  return new Map(
    SCENARIOS.map((scenario) => {
      const histories: MadeHistory[] = Array.from({ length: trials }, (_, i) =>
        tryScenario(scenario, runs, i),
      );
      const reported = method.judge(histories.map(({ series }) => series));
      return [scenario.name, scoreOf(histories, reported)];
    }),
  );
}

function printTable(method: string, byScenario: ReadonlyMap<string, Score>): void {
  console.log(
    `| ${method} | unchanged series flagged | F1 | found | within 2 runs | in its range | kind right | machine named |`,
  );
  console.log('| --- | --: | --: | --: | --: | --: | --: | --: |');
  for (const [scenario, score] of byScenario) {
    const {
      flaggedSeries,
      unchangedSeries,
      made,
      found,
      precise,
      inRange,
      kindRight,
      machineNamed,
      histories,
    } = score;
    const isLevel = made > 0 && scenario !== 'more noise';
    const isMachine = scenario.includes('machine');
    console.log(
      `| ${scenario} | ${share(flaggedSeries, unchangedSeries)} | ${isLevel ? f1(score).toFixed(2) : ''} | ${isLevel ? share(found, made) : ''} | ${isLevel && !scenario.startsWith('creep') ? share(precise, found) : ''} | ${isLevel && !scenario.startsWith('creep') ? share(inRange, made) : ''} | ${made > 0 ? share(kindRight, made) : ''} | ${isMachine ? share(machineNamed, histories) : ''} |`,
    );
  }
  console.log('');
}

function share(part: number, all: number): string {
  return all === 0 ? '' : `${((100 * part) / all).toFixed(1)} %`;
}

/** Returns the runs with only so many benchmarks: those whose runs of unchanged code differ least. */
function withoutNoisiest({ runs, ...rest }: RealRuns, count: number): RealRuns {
  const spread = (benchmark: string): number => {
    const medians = runs.map(({ benchmarks }) => middle((benchmarks[benchmark] ?? []).map(([p50]) => p50)));
    const level = middle(medians);
    return middle(medians.map((value) => Math.abs(Math.log(value / level))));
  };
  const names = benchmarksOf({ runs, ...rest });
  const quietest = new Set(
    names
      .map((name) => ({ name, spread: spread(name) }))
      .sort((a, b) => a.spread - b.spread)
      .slice(0, count)
      .map(({ name }) => name),
  );
  const keep = (benchmarks: RealRuns['runs'][number]['benchmarks']) =>
    Object.fromEntries(Object.entries(benchmarks).filter(([name]) => quietest.has(name)));
  return { ...rest, runs: runs.map((run) => ({ ...run, benchmarks: keep(run.benchmarks) })) };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}
