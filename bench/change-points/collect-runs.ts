import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quantile } from '@perf-suite/perf-guard/statistics';
import { unpackDurations } from '@perf-suite/schema';
import { readRunFile } from '@perf-suite/schema/node';
import type { RoundValues } from './real-runs.js';

/** A p95 of fewer samples is the largest but one. */
const FEWEST_SAMPLES_FOR_P95 = 100;
const DIGITS = 6;

/** Writes what the bench needs of a folder of run files: node bench/dist/change-points/collect-runs.js FOLDER OUT MACHINE CIRCUMSTANCES [COUNT] */
const [folder, out, machine, circumstances, count = 'Infinity'] = process.argv.slice(2);
if (folder === undefined || out === undefined || machine === undefined || circumstances === undefined)
  throw new RangeError('expected a folder, the file to write, what machine it was and what ran beside');
const files = (await readdir(folder)).filter((name) => /\.run\.json(\.gz)?$/.test(name)).sort();
const runs: { startedAt: string; load: number; benchmarks: Record<string, RoundValues[]> }[] = [];
for (const name of files.slice(0, Number(count))) {
  const run = await readRunFile(join(folder, name));
  const benchmarks: Record<string, RoundValues[]> = {};
  for (const { id, batchSize, rounds } of run.benchmarks) {
    benchmarks[id] = rounds.flatMap((round) => {
      if (!('samples' in round) || round.samples.count === 0) return [];
      const durations = unpackDurations(round.samples);
      const p50 = rounded(quantile(durations, 0.5) / batchSize);
      const p95 =
        durations.length < FEWEST_SAMPLES_FOR_P95 ? null : rounded(quantile(durations, 0.95) / batchSize);
      return [[p50, p95] as RoundValues];
    });
  }
  runs.push({ startedAt: run.startedAt, load: rounded(run.environment.loadAtStart), benchmarks });
}
const inAll = Object.keys(runs.at(-1)?.benchmarks ?? {}).filter((id) =>
  runs.every((run) => id in run.benchmarks),
);
const compact = runs.map(({ benchmarks, ...run }) => ({
  ...run,
  benchmarks: Object.fromEntries(inAll.map((id) => [id, benchmarks[id]])),
}));
const settings = `--rounds 5 --time 25ms --warmup 20ms, ${circumstances}`;
const lines = compact.map((run) => JSON.stringify(run)).join(',\n');
const text = `{"machine":${JSON.stringify(machine)},"settings":${JSON.stringify(settings)},"runs":[\n${lines}\n]}\n`;
await writeFile(out, text);
console.log(`${runs.length} runs of ${inAll.length} benchmarks`);

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
