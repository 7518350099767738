import { mkdtempSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { shuffled } from './shuffled.js';
import { signTestInterval } from './sign-test-interval.js';

/**
 * What it costs to show that base and head share nothing: each of the examples' files is listed on both sides,
 * and observed on both sides, in random order; the difference is the proof. Then whether observing moves what is
 * measured afterwards: rounds right after an observation, and rounds without one.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '12' }, measured: { type: 'string', default: '24' } },
});
const dist = (path: string): string =>
  pathToFileURL(fileURLToPath(new URL(`../../packages/perf-suite/dist/${path}`, import.meta.url))).href;
const { runWorker }: typeof import('../packages/perf-suite/dist/orchestrator/processes/run-worker.js') =
  await import(dist('orchestrator/processes/run-worker.js'));
type Job = Parameters<typeof runWorker>[0];

const root = fileURLToPath(new URL('../../examples', import.meta.url));
const cacheFolder = mkdtempSync(join(tmpdir(), 'perf-suite-bench-'));
const FILES = [
  'sorting.bench.ts',
  'markdown.bench.ts',
  'validate.bench.ts',
  'hashing.bench.ts',
  'matching.bench.js',
];

for (const fileId of FILES) await millisecondsOf('observe', fileId);
console.log(
  `${values.rounds} rounds, Node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}\n`,
);
console.log('| file | listed, ms | observed, ms | the proof, ms |');
console.log('| --- | --- | --- | --- |');
for (const fileId of FILES) {
  const rounds: Record<'list' | 'observe', number>[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const ms = { list: 0, observe: 0 };
    for (const task of shuffled(['list', 'observe'] as const)) ms[task] = await millisecondsOf(task, fileId);
    rounds.push(ms);
  }
  const listed = shown(
    rounds.map(({ list }) => list),
    0,
  );
  const observed = shown(
    rounds.map(({ observe }) => observe),
    0,
  );
  console.log(
    `| ${fileId} | ${listed} | ${observed} | ${shown(
      rounds.map(({ list, observe }) => observe - list),
      0,
    )} |`,
  );
}

const pairs: number[] = [];
const [measured] = FILES as [string];
for (let round = 0; round < Number(values.measured); round++) {
  const ns = { alone: 0, observed: 0 };
  for (const condition of shuffled(['alone', 'observed'] as const)) {
    if (condition === 'observed') await millisecondsOf('observe', measured);
    ns[condition] = await medianNs(measured, round + 1);
  }
  pairs.push(100 * (ns.observed / ns.alone - 1));
}
console.log(
  `\np50 of ${measured} right after an observation, against a round without one: ${shown(pairs, 2)} %`,
);

async function millisecondsOf(task: 'list' | 'observe', fileId: string): Promise<number> {
  const started = performance.now();
  await run({ task, fileId, benchmarks: [], seed: 1 }, () => {});
  return performance.now() - started;
}

/** The median pair of a round of A/A: both sides together. */
async function medianNs(fileId: string, seed: number): Promise<number> {
  const ids: string[] = [];
  await run({ task: 'list', fileId, benchmarks: [], seed }, (message) => {
    if (message.type === 'loaded' && message.variant === 'head')
      ids.push(...message.benchmarks.map(({ id }) => id));
  });
  const all: number[] = [];
  const benchmarks = ids.slice(0, 1).map((id) => ({ id, batchSize: null, warmupMs: 150, timeMs: 60 }));
  await run({ task: 'measure', fileId, benchmarks, seed }, (message) => {
    if (message.type === 'samples') all.push(...message.head, ...(message.base ?? []));
  });
  return all.sort((a, b) => a - b)[Math.floor(all.length / 2)] as number;
}

async function run(
  job: Pick<Job, 'task' | 'fileId' | 'benchmarks' | 'seed'>,
  onMessage: Parameters<typeof runWorker>[1]['onMessage'],
): Promise<void> {
  const file = join(root, job.fileId);
  const variants = (['base', 'head'] as const).map((variant) => ({
    variant,
    file,
    contentFrom: file,
    folder: root,
    packages: {},
  }));
  const core = job.task === 'measure' && availableParallelism() > 1 ? availableParallelism() - 1 : null;
  const exit = await runWorker(
    { root, variants, cacheFolder, ...job },
    { core, nodeFlags: [], timeoutMs: 60_000, onMessage },
  );
  if (exit.kind !== 'finished') throw new Error(`the worker ended by ${exit.kind}: ${exit.output}`);
}

function shown(numbers: readonly number[], digits: number): string {
  const { point, lower, upper } = signTestInterval(numbers);
  return `${point.toFixed(digits)} [${lower.toFixed(digits)}, ${upper.toFixed(digits)}]`;
}
