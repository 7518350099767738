import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWorker } from '../processes/run-worker.js';
import type { RunWorker } from '../rounds/measure-round.js';
import { measureNoise, type NoiseOptions } from './measure-noise.js';
import { REFERENCE_NAMES } from './reference-benchmarks.js';

let cacheFolder: string;
beforeEach(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'measure-noise-'));
});
afterEach(() => rmSync(cacheFolder, { recursive: true, force: true }));

const optionsWith = (fields: Partial<NoiseOptions>): NoiseOptions => ({
  rounds: 2,
  timeMs: 5,
  warmupMs: 5,
  seed: 1,
  core: null,
  nodeFlags: [],
  cacheFolder,
  signal: new AbortController().signal,
  runWorker,
  onRound: () => {},
  ...fields,
});

describe('measureNoise', () => {
  it('measures each reference benchmark against its own copy in every round', async () => {
    const done: number[] = [];
    const noise = await measureNoise(optionsWith({ onRound: (count) => done.push(count) }));
    expect(done).toEqual([1, 2]);
    expect(noise.map(({ name }) => name)).toEqual([...REFERENCE_NAMES]);
    for (const { logRatios, spreadRatio } of noise) {
      expect(logRatios).toHaveLength(2);
      expect(logRatios.every(Number.isFinite)).toBe(true);
      expect(spreadRatio).toBeGreaterThanOrEqual(0);
    }
  });

  it('keeps the batch size of the first round, as percentiles compare only at equal ones', async () => {
    const sizes: (number | null)[][] = [];
    const watching: RunWorker = (job, options) => {
      sizes.push(job.benchmarks.map(({ batchSize }) => batchSize));
      return runWorker(job, options);
    };
    await measureNoise(optionsWith({ runWorker: watching }));
    expect(sizes[0]).toEqual([null, null, null, null]);
    expect(sizes[1]?.every((size) => size !== null && size >= 1)).toBe(true);
  });

  it('takes the median of a round and the size of all rounds, around no change', async () => {
    const feeding: RunWorker = async (job, options) => {
      const usage = { atMs: 0, cpuUserMs: 0, cpuSystemMs: 0, rssBytes: 0, heapUsedBytes: 0 };
      for (const { id } of job.benchmarks) {
        const head = Float64Array.of(110, 110, 9000);
        const base = Float64Array.of(100, 100, 100);
        options.onMessage({ type: 'samples', id, head, base, headFirst: Uint8Array.of(0, 1, 0), usage });
      }
      return { ...finishedExit };
    };
    const [first] = await measureNoise(optionsWith({ runWorker: feeding }));
    expect(first?.spreadRatio).toBeCloseTo(Math.log(1.1), 12);
  });

  it('says why where a process cannot do it', async () => {
    await expect(measureNoise(optionsWith({ nodeFlags: ['--no-such-flag'] }))).rejects.toMatchObject({
      code: 'worker-died',
      message: expect.stringMatching(/could not be measured: .*no-such-flag/s),
    });
  });

  it('stops when asked to', async () => {
    const abort = new AbortController();
    const noise = measureNoise(optionsWith({ signal: abort.signal, onRound: () => abort.abort() }));
    await expect(noise).rejects.toMatchObject({ code: 'interrupted' });
  });
});

const finishedExit = {
  kind: 'finished',
  exitCode: 0,
  signalName: null,
  output: '',
  durationMs: 1,
  rssStartBytes: 0,
  rssPeakBytes: 0,
  rssEndBytes: 0,
  cpuUserMs: 0,
  cpuSystemMs: 0,
  current: null,
  reached: null,
} as const;
