import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pairedRun, singleRun } from '@perf-suite/testing/sample-run';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packDurations, type SingleRun } from '../index.js';
import { readRunFile, writeRunFile } from './run-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writeRunFile and readRunFile', () => {
  it.each(['a.run.json', 'a.run.json.gz'])('give a run back from %s', async (name) => {
    const path = join(folder, name);
    for (const run of [singleRun(), pairedRun()]) {
      await writeRunFile(path, run);
      expect(await readRunFile(path)).toEqual(run);
    }
  });

  it('compress where the name asks for it', async () => {
    await writeRunFile(join(folder, 'a.run.json.gz'), singleRun());
    expect([...(await readFile(join(folder, 'a.run.json.gz'))).subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  });

  it('keep 20 benchmarks x 10 rounds x 1,000 samples of 4 % spread under 1 MB', async () => {
    const path = join(folder, 'a.run.json');
    await writeRunFile(path, largeRun({ benchmarkCount: 20, roundCount: 10, sampleCount: 1000 }));
    expect((await readFile(path)).length).toBeLessThan(1_000_000);
  });

  it('name the file that is wrong', async () => {
    const path = join(folder, 'a.run.json');
    await writeRunFile(path, { ...singleRun(), seed: -1 });
    await expect(readRunFile(path)).rejects.toThrow(`${path}: at /seed expected 0 or more, found -1`);
  });
});

function largeRun(size: { benchmarkCount: number; roundCount: number; sampleCount: number }): SingleRun {
  const run = singleRun();
  const benchmark = run.benchmarks[0] as SingleRun['benchmarks'][number];
  // Multiplying by a prime walks through the spread without a pattern that deltas could profit from.
  const samples = Array.from({ length: size.sampleCount }, (_, i) => 20_000 + ((i * 7919) % 800));
  return {
    ...run,
    rounds: Array.from({ length: size.roundCount }, () => run.rounds[0] as SingleRun['rounds'][number]),
    benchmarks: Array.from({ length: size.benchmarkCount }, (_, i) => ({
      ...benchmark,
      id: `${benchmark.id} ${i}`,
      rounds: Array.from({ length: size.roundCount }, (__, round) => ({
        round,
        measuredCount: size.sampleCount,
        memory: null,
        noiseRatio: null,
        samples: packDurations(samples),
      })),
    })),
  };
}
