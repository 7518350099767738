/**
 * Does reading what calls allocate change the times that are measured? Measures the same functions with the worker of
 * this checkout and with that of another (built) one, such as the commit before allocations were read: in each round a
 * fresh process of each on the same core, in turns. Prints the ratio of their p50s with its 95 % interval over the
 * rounds, and how long the processes took. Processes are short, so that both of a round meet the same machine.
 *
 *     node bench/allocation/undisturbed.mjs OTHER_CHECKOUT [--rounds 40]
 */
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from 'simple-statistics';
import { signTestInterval } from '../dist/sign-test-interval.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '40' } },
});
if (positionals.length !== 1) throw new Error('expected the folder of another checkout');
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const RUN_WORKER = 'packages/perf-suite/dist/orchestrator/processes/run-worker.js';
const checkouts = [here('../../'), positionals[0]];
const workers = await Promise.all(
  checkouts.map(async (folder) => (await import(pathToFileURL(join(folder, RUN_WORKER)).href)).runWorker),
);

const file = here('functions.bench.mjs');
const source = { file, contentFrom: file, folder: here('.'), packages: {} };
/** A dozen of the kinds of functions: a process that measures more takes longer than a shared machine stays the same. */
const MEASURED =
  /#(arithmetic|1,000|Float64Array.1000|map$|sort|Map of|JSON.parse|split|generator|a tree|await|with hooks)/;
const ids = (await listIds()).filter((id) => MEASURED.test(id));
/** ln(this / other) of each round, by benchmark; and how long each process took. */
const logRatios = new Map(ids.map((id) => [id, []]));
const durationsMs = checkouts.map(() => []);

for (let round = 0; round < Number(values.rounds); round++) {
  const p50s = [];
  for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
    const { p50Ns, durationMs } = await measure(workers[index], round);
    p50s[index] = p50Ns;
    durationsMs[index].push(durationMs);
  }
  for (const [id, logs] of logRatios) logs.push(Math.log(p50s[0].get(id) / p50s[1].get(id)));
}

console.log(`Node ${process.version}, ${values.rounds} rounds, load ${loadavg()[0].toFixed(1)}\n`);
console.log('| function | p50 with allocations read / without | 95 % interval |');
console.log('| --- | ---: | ---: |');
const percent = (log) => `${(100 * Math.expm1(log)).toFixed(2)} %`;
for (const [id, logs] of logRatios) print(id.split('#')[1], logs);
// All functions together, round by round.
print(
  '**all**',
  Array.from({ length: Number(values.rounds) }, (_, i) =>
    median([...logRatios.values()].map((logs) => logs[i])),
  ),
);
const [withMs, withoutMs] = durationsMs.map((ms) => median(ms));
console.log(
  `\na process of ${ids.length} benchmarks took ${withMs.toFixed(0)} ms, without ${withoutMs.toFixed(0)} ms: ${percent(Math.log(withMs / withoutMs))}`,
);

function print(name, logs) {
  const { lower, upper } = signTestInterval(logs);
  console.log(`| ${name} | ${percent(median(logs))} | ${percent(lower)} to ${percent(upper)} |`);
}

async function listIds() {
  const found = [];
  await workers[0](
    jobOf('list', []),
    optionsOf((message) => {
      if (message.type === 'loaded') found.push(...message.benchmarks.map(({ id }) => id));
    }),
  );
  return found;
}

async function measure(runWorker, round) {
  const samples = new Map();
  const batchSizes = new Map();
  const requests = ids.map((id) => ({ id, batchSize: null, timeMs: 20, warmupMs: 30 }));
  const exit = await runWorker(
    { ...jobOf('measure', requests), seed: round },
    optionsOf((message) => {
      if (message.type === 'benchmark-failed') throw new Error(`${message.id}: ${message.message}`);
      if (message.type === 'benchmark-started') batchSizes.set(message.id, message.batchSize);
      if (message.type === 'samples')
        samples.set(message.id, [...(samples.get(message.id) ?? []), ...message.head]);
    }),
  );
  const p50Ns = new Map([...samples].map(([id, ns]) => [id, median(ns) / batchSizes.get(id)]));
  return { p50Ns, durationMs: exit.durationMs };
}

function jobOf(task, benchmarks) {
  const variants = [{ variant: 'head', ...source }];
  const cacheFolder = join(tmpdir(), 'perf-suite-undisturbed-cache');
  return { task, root: here('.'), fileId: 'functions', variants, benchmarks, seed: 1, cacheFolder };
}

function optionsOf(onMessage) {
  return { core: 0, nodeFlags: [], timeoutMs: 120_000, onMessage };
}
