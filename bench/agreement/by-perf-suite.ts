import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judgeRun } from '@perf-suite/perf-guard';
import { type PairedBenchmark, unpackDurations } from '@perf-suite/schema';
import { readRunFile } from '@perf-suite/schema/node';
import { median } from './estimate.js';
import type { LibraryPair } from './library-pairs.js';
import { BENCHMARK_FILE } from './projects.js';
import type { Measured } from './result.js';

const command = fileURLToPath(new URL('../../../node_modules/.bin/perf-suite', import.meta.url));

export interface Settings {
  readonly rounds: number;
  readonly time: string;
  readonly isolation: 'file' | 'process';
  /** Only the benchmarks whose id it matches. */
  readonly filter: string;
}

/** Measures the project of the current version against the old one with the real command. */
export async function byPerfSuite(
  project: string,
  { library, old }: LibraryPair,
  { rounds, time, isolation, filter }: Settings,
): Promise<Map<string, Measured>> {
  const out = join(project, 'one.run.json');
  const flags = [
    '--explain-time',
    '0s',
    '--against',
    `npm:${library}@${old}`,
    '--rounds',
    `${rounds}`,
    '--time',
    time,
    '--filter',
    filter,
  ];
  const { status, stderr } = spawnSync(
    command,
    ['run', BENCHMARK_FILE, '--cwd', project, ...flags, '--isolation', isolation, '--quiet', '--out', out],
    { encoding: 'utf8' },
  );
  if (status !== 0 && status !== 1) throw new Error(`perf-suite ended with ${status}:\n${stderr}`);
  const load = loadavg()[0] as number;
  const run = await readRunFile(out);
  if (run.mode !== 'paired') throw new Error(`${out}: expected a paired run`);
  const report = judgeRun(run, { baselines: [], createdAt: new Date().toISOString(), runFile: null });
  return new Map(
    run.benchmarks.map((benchmark) => {
      const judged = report.comparisons.find(({ id }) => id === benchmark.id);
      const p50 = judged?.percentiles.find(({ percentile }) => percentile === 'p50');
      return [benchmark.name, { ...ratiosOf(benchmark), reported: p50?.change?.point ?? null, load }];
    }),
  );
}

/** A round's ratio is the median of its pairs' ratios, as the command takes it. */
function ratiosOf({
  rounds,
  batchSize,
}: PairedBenchmark): Pick<Measured, 'logRatios' | 'oldNs' | 'currentNs'> {
  const sides = rounds.map(({ pairs }) => ({
    base: unpackDurations(pairs.base),
    head: unpackDurations(pairs.head),
  }));
  return {
    logRatios: sides.map(({ base, head }) =>
      median(Array.from(head, (ns, i) => Math.log(ns / (base[i] as number)))),
    ),
    oldNs: sides.map(({ base }) => Math.round(median([...base]) / batchSize)),
    currentNs: sides.map(({ head }) => Math.round(median([...head]) / batchSize)),
  };
}
