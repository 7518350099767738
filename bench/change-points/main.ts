import { writeFile } from 'node:fs/promises';
import { benchmarksOf } from './made-history.js';
import { type Method, movingThreshold, otava, perfAnalyze } from './methods.js';
import { drawScores } from './picture.js';
import { type RealRuns, RUN_SETS, readRealRuns } from './real-runs.js';
import { RUN_COUNT, SCENARIOS, tryScenario } from './scenarios.js';
import { f1, type Score, scoreOf } from './score.js';

/** Runs every method on histories made of real runs, and prints tables: node bench/dist/change-points/main.js [TRIALS] [PICTURE] [SET...] */
const [trialsText = '40', picture, ...sets] = process.argv.slice(2);
const trials = Number(trialsText);
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

const drawn: { title: string; scores: ReturnType<typeof scoresOfMethods> }[] = [];
for (const set of Object.keys(RUN_SETS) as (keyof typeof RUN_SETS)[]) {
  if (sets.length > 0 && !sets.includes(set)) continue;
  const real = readRealRuns(set);
  const loads = real.runs.map(({ load }) => load).sort((a, b) => a - b);
  const [lowest, middle, highest] = [0, loads.length >> 1, loads.length - 1].map((i) => loads[i]?.toFixed(1));
  const title = `${real.machine}, load ${lowest} to ${highest}, median ${middle}`;
  console.log(
    `\n## ${title}\n\n${real.runs.length} runs of ${benchmarksOf(real).length} benchmarks; ${trials} histories of ${RUN_COUNT} runs for each row\n`,
  );
  const kept = withoutNoisiest(real, 10);
  const spreads = benchmarksOf(real)
    .map((name) => spreadOf(real, name))
    .sort((a, b) => a - b);
  console.log(
    `Median deviations of the runs, in %: ${spreads.map((one) => (100 * one).toFixed(1)).join(', ')}\n`,
  );
  console.log('The 10 benchmarks that vary least:\n');
  const scores = scoresOfMethods(kept);
  drawn.push({ title, scores });
  for (const { method, byScenario } of scores) printTable(method, byScenario);
  console.log(`All ${benchmarksOf(real).length} benchmarks:\n`);
  printTable(perfAnalyze.name, scoresOf(perfAnalyze, real, benchmarksOf(real)));
}
if (picture !== undefined && picture !== '-') await writeFile(picture, drawScores(drawn));

function scoresOfMethods(runs: RealRuns) {
  return methods.map((method) => ({
    method: method.name,
    byScenario: scoresOf(method, runs, benchmarksOf(runs)),
  }));
}

/** Returns the scores of a method over some benchmarks, which alone are changed. */
function scoresOf(method: Method, runs: RealRuns, scored: readonly string[]): Map<string, Score> {
  return new Map(
    SCENARIOS.map((scenario) => {
      const histories = Array.from({ length: trials }, (_, trial) =>
        tryScenario(scenario, runs, { trial, changeable: scored }),
      );
      const reported = method.judge(histories.map(({ series }) => series));
      return [scenario.name, scoreOf(histories, reported, scored)];
    }),
  );
}

function printTable(method: string, byScenario: ReadonlyMap<string, Score>): void {
  console.log(
    `| ${method} | unchanged series flagged | their noise flagged | F1 | found | within 2 runs | in its range | kind right | machine named |`,
  );
  console.log('| --- | --: | --: | --: | --: | --: | --: | --: | --: |');
  for (const [scenario, score] of byScenario) {
    const { flaggedSeries, noiseSeries, unchangedSeries, made, found, precise, inRange, kindRight } = score;
    const isLevel = made > 0 && scenario !== 'more noise';
    const isMachine = scenario.includes('machine');
    const isStep = isLevel && !scenario.startsWith('creep');
    const cells = [
      share(flaggedSeries, unchangedSeries),
      share(noiseSeries, unchangedSeries),
      isLevel ? f1(score).toFixed(2) : '',
      isLevel ? share(found, made) : '',
      isStep ? share(precise, found) : '',
      isStep ? share(inRange, made) : '',
      made > 0 ? share(kindRight, made) : '',
      isMachine ? share(score.machineNamed, score.histories) : '',
    ];
    console.log(`| ${scenario} | ${cells.join(' | ')} |`);
  }
  console.log('');
}

function share(part: number, all: number): string {
  return all === 0 ? '' : `${((100 * part) / all).toFixed(1)} %`;
}

/** Returns how far runs of unchanged code are from their middle: the median deviation of the log. */
function spreadOf({ runs }: RealRuns, benchmark: string): number {
  const medians = runs.map(({ benchmarks }) => middleOf((benchmarks[benchmark] ?? []).map(([p50]) => p50)));
  const level = middleOf(medians);
  return middleOf(medians.map((value) => Math.abs(Math.log(value / level))));
}

/** Returns the runs with only so many benchmarks: those whose runs of unchanged code differ least. */
function withoutNoisiest({ runs, ...rest }: RealRuns, count: number): RealRuns {
  const names = benchmarksOf({ runs, ...rest });
  const quietest = new Set(
    names
      .map((name) => ({ name, spread: spreadOf({ runs, ...rest }, name) }))
      .sort((a, b) => a.spread - b.spread)
      .slice(0, count)
      .map(({ name }) => name),
  );
  const keep = (benchmarks: RealRuns['runs'][number]['benchmarks']) =>
    Object.fromEntries(Object.entries(benchmarks).filter(([name]) => quietest.has(name)));
  return { ...rest, runs: runs.map((run) => ({ ...run, benchmarks: keep(run.benchmarks) })) };
}

function middleOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}
