import { type LiveEvent, parseLiveEvent, parseRunFile, unpackDurations } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../wire/random.js';
import { EventLog } from '../results/event-log.js';
import { RunRecorder } from '../results/run-recorder.js';
import { planOf, runHeader } from '../testing/run-header.js';
import { type Script, scriptedWorker } from '../testing/scripted-worker.js';
import { runSuite, type SuiteSettings } from './run-suite.js';

const NEVER = new AbortController().signal;

interface Trial {
  readonly ids?: readonly string[];
  readonly settings?: Partial<SuiteSettings>;
  readonly script?: Partial<Script>;
  readonly paired?: boolean;
  /** Id of a benchmark that base does not have. */
  readonly onlyInHead?: string;
  /** Milliseconds that each round seems to take. */
  readonly roundMs?: number;
  /** Lets all benchmarks of `a.js` start again after the first round. */
  readonly pairsDisagree?: boolean;
}

async function trial({ ids = ['a.js#one', 'a.js#two', 'b.js#three'], ...options }: Trial) {
  const { jobs, runWorker } = scriptedWorker({
    durationsOf: () => Float64Array.of(100, 200, 300),
    ...options.script,
  });
  const plan = planOf(ids);
  const marked = plan.benchmarks.map((planned) =>
    planned.id === options.onlyInHead
      ? { ...planned, onlyIn: { variant: 'head' as const, reason: 'base has no ./new.js' } }
      : planned,
  );
  const header = runHeader({ paired: options.paired ?? false });
  const recorder = new RunRecorder(header, { ...plan, benchmarks: marked });
  const seen: LiveEvent[] = [];
  let nowMs = 0;
  const events = new EventLog([(event) => seen.push(parseLiveEvent(event, 'event'))], () => nowMs);
  const settings: SuiteSettings = {
    root: '/p',
    cacheFolder: '/p/.perf/cache',
    timeOf: () => ({ timeMs: 5 }),
    warmupOf: () => ({ ms: 5, isOfEachRound: false }),
    timeoutMsOf: () => 1000,
    sampleCap: 1000,
    nodeFlags: [],
    parallel: 1,
    cores: [null],
    variantsOf: (file) =>
      (options.paired ? (['head', 'base'] as const) : (['head'] as const)).map((variant) => ({
        variant,
        file,
        contentFrom: file,
        folder: '/p',
        packages: {},
      })),
    stopAfterSlice: NEVER,
    stopNow: NEVER,
    rounds: 3,
    isolation: 'file',
    interimAnalyses: null,
    budgetMs: null,
    ...options.settings,
  };
  const end = await runSuite(settings, {
    recorder,
    events,
    checkPairs: async () => {
      const again = recorder.benchmarks.filter(
        ({ planned }) => options.pairsDisagree && planned.fileId === 'a.js',
      );
      for (const benchmark of again) benchmark.startAgainApart();
      return again;
    },
    runWorker: async (job, workerOptions) => {
      nowMs += options.roundMs ?? 1;
      return runWorker(job, workerOptions);
    },
  });
  const run = parseRunFile(
    JSON.parse(JSON.stringify(recorder.toRunFile(recorder.header.startedAt, { interrupted: false }))),
    'run',
  );
  return { end, run, jobs, seen };
}

const typesOf = (events: readonly LiveEvent[]): string[] => events.map(({ type }) => type);

describe('a run of one variant', () => {
  it('measures every benchmark in every round, in a fresh process for each file', async () => {
    const { end, run, jobs } = await trial({});
    expect(end).toBe('done');
    expect(jobs).toHaveLength(6);
    expect(run.benchmarks.map(({ rounds }) => rounds.length)).toEqual([3, 3, 3]);
    expect(run.rounds.map(({ order }) => [...order].sort())).toEqual(
      Array(3).fill(
        ['a.js#one', 'a.js#three', 'a.js#two'].map((id) => id.replace('a.js#three', 'b.js#three')).sort(),
      ),
    );
    expect(new Set(run.rounds.map(({ seed }) => seed)).size).toBe(3);
  });

  it("reports the worker's share of a core by the worker's own clock", async () => {
    const { seen } = await trial({ ids: ['a.js#one'], settings: { rounds: 1 } });
    const shares = seen.flatMap((event) => (event.type === 'resources' ? [event.cpuRatio] : []));
    expect(shares).toEqual([0, 0.5, 0.5]);
  });

  it('settles the batch size in round 1 and asks for it afterwards', async () => {
    const { jobs } = await trial({ ids: ['a.js#one'] });
    expect(jobs.map(({ benchmarks }) => benchmarks[0]?.batchSize)).toEqual([null, 10, 10]);
  });

  it('tells later rounds after how many calls the first was steady, unless the least time is to be kept', async () => {
    const calls = async (isOfEachRound: boolean) => {
      const settings = { warmupOf: () => ({ ms: 5, isOfEachRound }) };
      const { jobs } = await trial({ ids: ['a.js#one'], settings });
      return jobs.map(({ benchmarks }) => benchmarks[0]?.steadyAfterCalls);
    };
    expect(await calls(false)).toEqual([undefined, 1000, 1000]);
    expect(await calls(true)).toEqual([undefined, undefined, undefined]);
  });

  it('keeps the durations as measured and reports samples per iteration', async () => {
    const { run, seen } = await trial({ ids: ['a.js#one'], settings: { rounds: 1 } });
    const round = run.mode === 'single' ? run.benchmarks[0]?.rounds[0] : undefined;
    expect(round && [...unpackDurations(round.samples)]).toEqual([100, 200, 300]);
    expect(seen.find(({ type }) => type === 'samples')).toMatchObject({ first: 0, ns: [10, 20, 30] });
    expect(typesOf(seen).filter((type) => type !== 'resources')).toEqual([
      'round-started',
      'benchmark-started',
      'samples',
      'benchmark-measured',
      'benchmark-finished',
    ]);
  });

  it('measures the rest of a file in a new process after one died, and leaves the victim out later', async () => {
    const { run, jobs } = await trial({
      ids: ['a.js#one', 'a.js#two', 'a.js#bad'],
      script: { endOn: (id) => (id === 'a.js#bad' ? { kind: 'exited', exitCode: 3 } : null) },
    });
    expect(run.benchmarks.map(({ rounds }) => rounds.length)).toEqual([3, 3, 0]);
    expect(run.benchmarks[2]?.failure).toMatchObject({ reason: 'exited', round: 0 });
    const asked = jobs.filter(({ benchmarks }) => benchmarks.some(({ id }) => id === 'a.js#bad'));
    expect(asked).toHaveLength(1);
  });

  it('puts it down to the whole file when a process dies before its second variant is loaded', async () => {
    const { run, jobs } = await trial({
      ids: ['a.js#one', 'a.js#two', 'a.js#three'],
      paired: true,
      settings: { rounds: 1 },
      script: { endWhenLoaded: () => ({ kind: 'timeout', signalName: 'SIGKILL' }) },
    });
    expect(run.benchmarks.map(({ failure }) => failure?.reason)).toEqual(['timeout', 'timeout', 'timeout']);
    expect(jobs).toHaveLength(1);
  });

  it('numbers the attempts at a round, so that watchers can drop what a killed process had sent', async () => {
    let kills = 0;
    const { seen, run } = await trial({
      ids: ['a.js#one'],
      settings: { rounds: 2 },
      script: { endAfterSamplesOf: () => (kills++ === 0 ? { kind: 'killed', signalName: 'SIGKILL' } : null) },
    });
    const attempts = seen.flatMap((event) =>
      event.type === 'benchmark-started' ? [[event.round, event.attempt]] : [],
    );
    expect(attempts).toEqual([
      [0, 1],
      [0, 2],
      [1, 1],
    ]);
    expect(run.benchmarks[0]?.rounds.map(({ measuredCount }) => measuredCount)).toEqual([3, 3]);
    expect(run.benchmarks[0]?.warnings).toMatchObject([
      { message: 'its process was killed from outside by SIGKILL in round 1; that round was repeated' },
    ]);
  });

  it('measures as many rounds of what starts again as of all else', async () => {
    const { seen, run } = await trial({ paired: true, pairsDisagree: true, settings: { rounds: 2 } });
    expect(run.benchmarks.map(({ rounds }) => rounds.map(({ round }) => round))).toEqual(
      Array(3).fill([0, 1]),
    );
    expect(run.rounds.map(({ order }) => [...order].sort())).toEqual(
      Array(2).fill(['a.js#one', 'a.js#two', 'b.js#three']),
    );
    const attempts = seen.flatMap((event) => (event.type === 'benchmark-started' ? [event] : []));
    const ofFirst = attempts.filter(({ benchmark }) => benchmark === 0);
    expect(ofFirst.map(({ round, attempt }) => [round, attempt])).toEqual([
      [0, 1],
      [0, 2],
      [1, 1],
    ]);
  });

  it('sends watchers at once what only one variant has, and measures the rest', async () => {
    const { seen, run } = await trial({
      ids: ['a.js#one', 'a.js#new'],
      paired: true,
      onlyInHead: 'a.js#new',
    });
    expect(seen.slice(0, 2)).toMatchObject([
      { type: 'warning', benchmark: 1, warning: { code: 'not-in-variant', message: 'base has no ./new.js' } },
      { type: 'benchmark-finished', benchmark: 1, rounds: 0 },
    ]);
    expect(run.benchmarks).toMatchObject([{ rounds: [{}, {}, {}] }, { onlyIn: 'head', rounds: [] }]);
  });

  it('counts the samples that were left out past the cap, without a warning', async () => {
    const { run } = await trial({ ids: ['a.js#one'], settings: { sampleCap: 2 } });
    expect(run.benchmarks[0]?.warnings.map(({ code }) => code)).toEqual([]);
    expect(run.benchmarks[0]?.rounds.map(({ measuredCount }) => measuredCount)).toEqual([3, 3, 3]);
  });

  it('begins no round that would end past the budget', async () => {
    const { end, run } = await trial({
      ids: ['a.js#one'],
      roundMs: 40,
      settings: { rounds: 10, budgetMs: 130 },
    });
    expect(end).toBe('out-of-budget');
    expect(run.rounds).toHaveLength(3);
    expect(run.warnings.map(({ code }) => code)).toEqual(['budget']);
  });

  it('keeps 20 benchmarks of 10 rounds with 1,000 noisy samples each under a megabyte', async () => {
    const random = createRandom(1);
    const noisy = () =>
      Float64Array.from({ length: 1200 }, () => Math.round(20_000 * (1 + 0.2 * random.next() ** 4)));
    const { run } = await trial({
      ids: Array.from({ length: 20 }, (_, i) => `a.js#benchmark ${i}`),
      settings: { rounds: 10 },
      script: { durationsOf: noisy },
    });
    expect(run.benchmarks.every(({ rounds }) => rounds.length === 10)).toBe(true);
    expect(JSON.stringify(run).length).toBeLessThan(1_000_000);
  });
});

describe('a run of two variants', () => {
  it('imports the variant first that the coin of the round says, and keeps pairs', async () => {
    const { run, jobs } = await trial({ ids: ['a.js#one'], paired: true, settings: { rounds: 12 } });
    expect(jobs.map(({ variants }) => variants[0]?.variant)).toEqual(
      run.rounds.map(({ firstVariant }) => firstVariant),
    );
    expect(new Set(run.rounds.map(({ firstVariant }) => firstVariant)).size).toBe(2);
    const pairs = run.mode === 'paired' ? run.benchmarks[0]?.rounds[0]?.pairs : undefined;
    expect(pairs && [...unpackDurations(pairs.base)]).toEqual([101, 201, 301]);
  });

  it('analyses after the planned rounds and measures decided benchmarks no further', async () => {
    const ids = ['a.js#one', 'a.js#two'];
    const { run, seen } = await trial({
      ids,
      paired: true,
      settings: {
        rounds: 6,
        interimAnalyses: {
          afterRounds: [2, 4, 6],
          analyse: (recorder) =>
            ids.map((id) => ({
              id,
              decided: id === 'a.js#one' || recorder.roundCount === 4,
              speedup: { p50: null, p95: null },
            })),
        },
      },
    });
    expect(run.benchmarks.map(({ rounds }) => rounds.length)).toEqual([2, 4]);
    expect(run.rounds).toHaveLength(4);
    expect(seen.filter(({ type }) => type === 'comparison')).toMatchObject([
      { benchmark: 0, look: 1, rounds: 2, state: 'decided' },
      { benchmark: 1, look: 1, rounds: 2, state: 'sampling' },
      { benchmark: 1, look: 2, rounds: 4, state: 'decided' },
    ]);
    expect(seen.filter(({ type }) => type === 'benchmark-finished')).toHaveLength(2);
  });
});
