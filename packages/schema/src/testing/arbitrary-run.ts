import fc from 'fast-check';
import { type PackedSamples, packDurations, packOrder, type RunFile } from '../index.js';

const text = fc.string({ maxLength: 20 });
const count = fc.nat({ max: 1_000_000 });
const amount = fc.double({ min: 0, max: 1e12, noNaN: true });
const instant = fc
  .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const warning = fc.record({ code: text, message: text, hint: text }, { requiredKeys: ['code', 'message'] });

/** Batch durations as a worker measures them: whole nanoseconds from nothing to a quarter of an hour. */
export const durations = (length?: number): fc.Arbitrary<number[]> =>
  fc.array(
    fc.integer({ min: 0, max: 1e12 }),
    length === undefined ? { maxLength: 50 } : { minLength: length, maxLength: length },
  );

const packed = (length: number): fc.Arbitrary<PackedSamples> =>
  durations(length).map((list) => packDurations(list));

const environment = fc.record({
  name: text,
  fingerprint: text,
  cpu: fc.record({
    model: text,
    logicalCores: fc.integer({ min: 1, max: 512 }),
    availableCores: fc.double({ min: 0.1, max: 512, noNaN: true }),
    governor: orNull(text),
    turbo: orNull(fc.boolean()),
  }),
  memory: fc.record({ totalBytes: count, limitBytes: orNull(count) }),
  os: fc.record({ platform: text, release: text, arch: text }),
  container: orNull(text),
  ci: orNull(text),
  loadAtStart: amount,
  runtime: fc.record({ node: text, v8: text, flags: fc.array(text, { maxLength: 3 }) }),
});

const roundShape = {
  measuredCount: count,
  memory: orNull(
    fc.record(
      {
        gcCount: count,
        gcMs: amount,
        heapUsedBeforeBytes: count,
        heapUsedAfterBytes: count,
        measuredMs: amount,
        cpuMs: amount,
        rssPeakBytes: count,
      },
      { requiredKeys: ['gcCount', 'gcMs', 'heapUsedBeforeBytes', 'heapUsedAfterBytes'] },
    ),
  ),
  noiseRatio: orNull(amount),
};
const allocation = fc.oneof(
  fc.record({ heapBytes: amount, externalBytes: amount }),
  fc.record({ notMeasured: text }),
);
const singleRound = fc
  .nat({ max: 20 })
  .chain((length) =>
    fc.record({ ...roundShape, allocation: fc.record({ head: allocation }), samples: packed(length) }),
  );
const pairedRound = fc.nat({ max: 20 }).chain((length) =>
  fc.record({
    ...roundShape,
    allocation: fc.record({ base: allocation, head: allocation }),
    pairs: fc.record({
      base: packed(length),
      head: packed(length),
      order: fc.array(fc.boolean(), { minLength: length, maxLength: length }).map(packOrder),
    }),
  }),
);

const benchmarksOf = <R extends object>(round: fc.Arbitrary<R>, roundCount: number) =>
  fc.uniqueArray(
    fc.record({
      id: text,
      file: text,
      group: fc.array(text, { maxLength: 2 }),
      name: text,
      unit: fc.constant('ns' as const),
      better: fc.constant('lower' as const),
      async: fc.boolean(),
      batchSize: fc.integer({ min: 1, max: 1e6 }),
      minimumEffect: orNull(fc.double({ min: 0.001, max: 1, noNaN: true })),
      failure: orNull(
        fc.record(
          {
            reason: fc.constantFrom('threw' as const, 'timeout' as const),
            round: count,
            message: text,
            stack: text,
            hint: text,
          },
          { requiredKeys: ['reason', 'round', 'message'] },
        ),
      ),
      warnings: fc.array(warning, { maxLength: 2 }),
      rounds: fc
        .array(round, { maxLength: roundCount })
        .map((rounds) => rounds.map((fields, i) => ({ round: i, ...fields }))),
    }),
    { maxLength: 4, selector: (benchmark) => benchmark.id },
  );

const worker = fc.record({
  file: text,
  startedAt: instant,
  durationMs: amount,
  core: orNull(count),
  cpuUserMs: amount,
  cpuSystemMs: amount,
  rssStartBytes: count,
  rssPeakBytes: count,
  rssEndBytes: count,
  repeated: fc.boolean(),
});

const ROUND_COUNT = 4;

const runShape = {
  kind: fc.constant('run' as const),
  schemaVersion: fc.constant(1 as const),
  id: text,
  tool: fc.record({ name: text, version: text }),
  startedAt: instant,
  finishedAt: instant,
  state: fc.constantFrom('complete' as const, 'partial' as const),
  commandLine: fc.array(text, { maxLength: 4 }),
  seed: count,
  settings: fc.record({
    rounds: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constant('auto' as const)),
    timeMs: fc.double({ min: 0.5, max: 1e6, noNaN: true }),
    warmupMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
    sampleCap: fc.integer({ min: 1, max: 1e6 }),
    isolation: fc.constantFrom('file' as const, 'task' as const, 'process' as const),
  }),
  environment,
  git: orNull(fc.record({ commit: text, branch: orNull(text), dirty: fc.boolean() })),
  rounds: fc.array(
    fc.record({
      seed: count,
      firstVariant: orNull(fc.constantFrom('base' as const, 'head' as const)),
      order: fc.array(text, { maxLength: 3 }),
      workers: fc.array(worker, { maxLength: 2 }),
    }),
    { minLength: ROUND_COUNT, maxLength: ROUND_COUNT },
  ),
  warnings: fc.array(warning, { maxLength: 2 }),
};

const runWithoutMetrics: fc.Arbitrary<RunFile> = fc.oneof(
  fc.record({
    ...runShape,
    mode: fc.constant('single' as const),
    benchmarks: benchmarksOf(singleRound, ROUND_COUNT),
  }),
  fc.record({
    ...runShape,
    mode: fc.constant('paired' as const),
    base: fc.record({
      kind: fc.constantFrom('git' as const, 'folder' as const, 'npm' as const, 'runtime' as const),
      ref: text,
      commit: orNull(text),
    }),
    benchmarks: benchmarksOf(pairedRound, ROUND_COUNT),
  }),
);

const metricValues = fc.record({
  name: text,
  labels: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), text, { maxKeys: 3 }),
  operation: fc.constantFrom('set' as const, 'add' as const, 'observe' as const),
  values: fc.array(amount, { maxLength: 3 }),
});

/** Any run file that the schema allows, of one variant or paired, its samples packed as the writer packs them. */
export const arbitraryRun: fc.Arbitrary<RunFile> = fc
  .tuple(runWithoutMetrics, fc.array(metricValues, { maxLength: 3 }))
  .map(([run, metrics]) => {
    const benchmark = run.benchmarks[0]?.id;
    if (benchmark === undefined || metrics.length === 0) return run;
    return { ...run, metrics: metrics.map((values) => ({ benchmark, ...values })) };
  });
