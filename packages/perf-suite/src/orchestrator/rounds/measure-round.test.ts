import { setImmediate as turn } from 'node:timers/promises';
import type { LiveEvent } from '@perf-suite/schema';
import { expect, it } from 'vitest';
import { NO_TIMES, type StageTimes } from '../../wire/stage-clock.js';
import { EventLog } from '../results/event-log.js';
import { RunRecorder } from '../results/run-recorder.js';
import { planOf, runHeader } from '../testing/run-header.js';
import { type Script, scriptedWorker } from '../testing/scripted-worker.js';
import { measureRound, type RoundSettings, type RunWorker } from './measure-round.js';
import { scheduleRound } from './schedule-round.js';

const NEVER = new AbortController().signal;
const IDS = ['a.js#1', 'b.js#1', 'c.js#1', 'd.js#1', 'e.js#1'];

function settingsFor(cores: readonly (number | null)[]): RoundSettings {
  return {
    root: '/p',
    cacheFolder: '/p/.perf/cache',
    timeOf: () => ({ timeMs: 5 }),
    warmupOf: () => ({ ms: 5, isOfEachRound: false }),
    timeoutMsOf: () => 1000,
    sampleCap: 1000,
    nodeFlags: [],
    parallel: cores.length,
    cores,
    variantsOf: (file) => [{ variant: 'head', file, contentFrom: file, folder: '/p', packages: {} }],
    stopAfterSlice: NEVER,
    stopNow: NEVER,
  };
}

interface Trial {
  readonly cores?: readonly (number | null)[];
  readonly script?: Partial<Script>;
  /** What each process does before it measures. */
  readonly before?: (fileId: string, options: Parameters<RunWorker>[1]) => Promise<void>;
  readonly onEvent?: (event: LiveEvent) => void;
}

async function trial({ cores = [3, 2], script = {}, before, onEvent = () => {} }: Trial) {
  const recorder = new RunRecorder(runHeader({ paired: false }), planOf(IDS));
  const events = new EventLog([onEvent], () => 0);
  const { runWorker } = scriptedWorker({ durationsOf: () => Float64Array.of(100, 200), ...script });
  const schedule = scheduleRound(
    recorder.benchmarks.map(({ planned }) => planned),
    { seed: 5, isolation: 'file', parallel: cores.length },
  );
  let times: StageTimes = NO_TIMES;
  const measured = measureRound(0, schedule, settingsFor(cores), {
    recorder,
    events,
    runWorker: async (job, options) => {
      await before?.(job.fileId, options);
      return runWorker(job, options);
    },
    onRoundTimes: (ofRound) => {
      times = ofRound;
    },
  });
  const thrown = await measured.then(
    () => null,
    (error: unknown) => error,
  );
  const run = recorder.toRunFile(recorder.header.startedAt, { interrupted: false });
  return { thrown, run, times, planned: schedule.workers.flatMap(({ ids }) => ids) };
}

it('has one process on each core at a time, and keeps every core busy', async () => {
  const busy = new Map<number | null, number>();
  const busyAtOnce: number[] = [];
  const { run } = await trial({
    before: async (_, { core }) => {
      expect(busy.get(core) ?? 0).toBe(0);
      busy.set(core, 1);
      await turn();
      busyAtOnce.push([...busy.values()].reduce((sum, count) => sum + count, 0));
      busy.set(core, 0);
    },
  });
  expect(busyAtOnce[0]).toBe(2);
  expect(run.rounds[0]?.workers.map(({ core }) => core).sort()).toEqual([2, 2, 3, 3, 3].sort());
  expect(run.benchmarks.every(({ rounds }) => rounds.length === 1)).toBe(true);
});

it('adds up what all processes say of their time', async () => {
  const { times } = await trial({ script: { times: { ...NO_TIMES, measure: 7 } } });
  expect(times.measure).toBe(7 * IDS.length);
});

it('records the planned order, whichever process ends first', async () => {
  let first = true;
  const { run, planned } = await trial({
    before: async () => {
      if (!first) return;
      first = false;
      for (let i = 0; i < 50; i++) await turn();
    },
  });
  expect(run.rounds[0]?.order).toEqual(planned);
});

it('repeats only the process that was killed', async () => {
  let kills = 0;
  const { run } = await trial({
    script: {
      endOn: (id) => (id === 'b.js#1' && kills++ === 0 ? { kind: 'killed', signalName: 'SIGKILL' } : null),
    },
  });
  const workers = run.rounds[0]?.workers ?? [];
  expect(workers).toHaveLength(IDS.length + 1);
  expect(workers.flatMap(({ file, repeated }) => (repeated ? [file] : []))).toEqual(['b.js']);
  expect(run.benchmarks.map(({ failure }) => failure)).toEqual(IDS.map(() => null));
});

it('ends the other processes where one throws, keeps what they had, and throws that once they have ended', async () => {
  const [broken, endless] = (await trial({})).planned.map((id) => id.replace('#1', ''));
  const seen: string[] = [];
  let isEnded = false;
  const { thrown, run } = await trial({
    before: async (fileId, { signal, onMessage }) => {
      seen.push(fileId);
      if (fileId === broken) throw new Error('no process');
      expect(fileId).toBe(endless);
      const id = `${fileId}#1`;
      onMessage({ type: 'benchmark-started', id, batchSize: 1, async: false });
      const usage = { atMs: 0, cpuUserMs: 0, cpuSystemMs: 0, rssBytes: 1, heapUsedBytes: 1 };
      onMessage({ type: 'samples', id, head: Float64Array.of(1, 2, 3), base: null, headFirst: null, usage });
      while (signal?.aborted !== true) await turn();
      isEnded = true;
    },
    script: { endWhenLoaded: () => ({ kind: 'killed', signalName: 'SIGKILL' }) },
  });
  expect(thrown).toEqual(new Error('no process'));
  expect(isEnded).toBe(true);
  expect(seen.sort()).toEqual([broken, endless].sort());
  const kept = run.benchmarks.filter(({ rounds }) => rounds.length > 0);
  expect(kept.map(({ file }) => file)).toEqual([endless]);
  expect(run.benchmarks.every(({ failure }) => failure === null)).toBe(true);
});
