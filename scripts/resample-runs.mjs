// Makes a history of one run, for the demo, the docs and their pictures: runs whose rounds are drawn from its rounds.
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { quantile, seededRandom } from '@perf-suite/perf-guard/statistics';
import { packDurations, unpackDurations } from '@perf-suite/schema';
import { readRunFile, writeRunFile } from '@perf-suite/schema/node';

export const RUN_COUNT = 60;
/** The first run that is slowed, from 1. */
export const SLOW_FROM = 41;
const SLOWDOWN = 1.08;
/** More than are measured: the medians of a few would differ by more than the slowdown on a busy machine. */
const ROUND_COUNT = 24;
const DAY_MS = 86_400_000;

/**
 * Writes 60 runs, one a day up to the day of the run that was measured. The 24 rounds of each benchmark are drawn
 * from its rounds, with replacement, with all their samples. The benchmark whose rounds differ
 * least is slowed by 8 % on purpose from the 41st run on: on a busy machine, 8 % of another may be less than its noise.
 * @param {{ runFile: string, folder: string }} options a run of one variant, and where to write to
 * @returns {Promise<string>} the slowed benchmark
 */
export async function resampleRuns({ runFile, folder }) {
  const measured = await readRunFile(runFile);
  const [slowed] = measured.benchmarks
    .filter(({ rounds }) => rounds.length === measured.rounds.length)
    .sort((a, b) => spreadOf(a) - spreadOf(b));
  if (slowed === undefined)
    throw new Error(`${runFile}: expected a benchmark that was measured in each round`);
  await mkdir(folder, { recursive: true });
  const random = seededRandom(1);
  for (let number = 1; number <= RUN_COUNT; number++) {
    const run = resampled(measured, { number, random, slowed: number < SLOW_FROM ? null : slowed.id });
    await writeRunFile(join(folder, `${run.id}.run.json`), run);
  }
  return slowed.id;
}

/** Returns how much the medians of a benchmark's rounds differ: their middle half / their median. */
function spreadOf({ rounds }) {
  const medians = rounds.map(({ samples }) => quantile(unpackDurations(samples), 0.5));
  return (quantile(medians, 0.75) - quantile(medians, 0.25)) / quantile(medians, 0.5);
}

function resampled(measured, { number, random, slowed }) {
  const id = `resampled-${String(number).padStart(2, '0')}`;
  const shiftMs = (number - RUN_COUNT) * DAY_MS;
  const dated = (instant) => new Date(Date.parse(instant) + shiftMs).toISOString();
  const rounds = Array.from({ length: ROUND_COUNT }, (_, round) => round);
  return {
    ...measured,
    id,
    startedAt: dated(measured.startedAt),
    finishedAt: dated(measured.finishedAt),
    // No repository has these commits.
    git: { commit: createHash('sha1').update(id).digest('hex'), branch: 'main', dirty: false },
    rounds: rounds.map((round) => measured.rounds[round % measured.rounds.length]),
    benchmarks: measured.benchmarks.map((benchmark) => ({
      ...benchmark,
      rounds: rounds.map((round) => {
        const found = benchmark.rounds[Math.floor(random() * benchmark.rounds.length)];
        const samples = benchmark.id === slowed ? slower(found.samples) : found.samples;
        return { ...found, round, samples };
      }),
    })),
  };
}

function slower(samples) {
  return packDurations(
    unpackDurations(samples).map((ns) => ns * SLOWDOWN),
    samples.scaleNs,
  );
}
