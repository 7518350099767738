// Makes a history of one run, for the demo, the docs and their pictures: runs whose rounds are drawn from its rounds.
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '@perf-suite/perf-guard/statistics';
import { packDurations, unpackDurations } from '@perf-suite/schema';
import { readRunFile, writeRunFile } from '@perf-suite/schema/node';

export const RUN_COUNT = 60;
/** The first run that is slowed, from 1. */
export const SLOW_FROM = 41;
const SLOWDOWN = 1.08;
const SLOWED = /names with Intl\.Collator$/;
const DAY_MS = 86_400_000;

/**
 * Writes 60 runs, one a day up to the day of the run that was measured. The rounds of each are drawn from its rounds,
 * with replacement, with all their samples; all benchmarks of a round stay together. One benchmark is slowed by 8 % on
 * purpose from the 41st run on.
 * @param {{ runFile: string, folder: string }} options a run that measured sorting.bench.ts, and where to write to
 * @returns {Promise<string>} the slowed benchmark
 */
export async function resampleRuns({ runFile, folder }) {
  const measured = await readRunFile(runFile);
  const slowed = measured.benchmarks.find(({ id }) => SLOWED.test(id));
  if (slowed === undefined) throw new Error(`${runFile}: expected a run of sorting.bench.ts`);
  await mkdir(folder, { recursive: true });
  const random = seededRandom(1);
  for (let number = 1; number <= RUN_COUNT; number++) {
    const draws = measured.rounds.map(() => Math.floor(random() * measured.rounds.length));
    const run = resampled(measured, { number, draws, slowed: number < SLOW_FROM ? null : slowed.id });
    await writeRunFile(join(folder, `${run.id}.run.json`), run);
  }
  return slowed.id;
}

function resampled(measured, { number, draws, slowed }) {
  const id = `resampled-${String(number).padStart(2, '0')}`;
  const shiftMs = (number - RUN_COUNT) * DAY_MS;
  const dated = (instant) => new Date(Date.parse(instant) + shiftMs).toISOString();
  return {
    ...measured,
    id,
    startedAt: dated(measured.startedAt),
    finishedAt: dated(measured.finishedAt),
    // No repository has these commits.
    git: { commit: createHash('sha1').update(id).digest('hex'), branch: 'main', dirty: false },
    rounds: draws.map((drawn) => measured.rounds[drawn]),
    benchmarks: measured.benchmarks.map((benchmark) => ({
      ...benchmark,
      rounds: draws.flatMap((drawn, round) => {
        const found = benchmark.rounds.find((one) => one.round === drawn);
        if (found === undefined) return [];
        const samples = benchmark.id === slowed ? slower(found.samples) : found.samples;
        return [{ ...found, round, samples }];
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
