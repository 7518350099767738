/**
 * Measures one mitata file with mitata, for which it was written, and with perf-suite, which runs it as it is: in each
 * round each tool gets a fresh process on the same core, in turns. Prints for each tool the lowest of its rounds.
 *
 *     node bench/mitata-files.mjs [rounds] [--processor-time]
 *
 * mitata's batches last up to some hundred milliseconds, and on a busy machine they hold other programs' time as well.
 * `--processor-time` lets it read the processor time of its process (in microseconds) in place of its clock.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from 'simple-statistics';
import { runWorker } from '../packages/perf-suite/dist/orchestrator/processes/run-worker.js';

const ROUNDS = Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? 3);
const NODE_FLAGS = process.argv.includes('--processor-time')
  ? ['--import', 'data:text/javascript,performance.now = () => process.cpuUsage().user / 1000;']
  : [];
const CORE = 0;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const FILE = here('mitata-files/kinds.bench.mjs');

const rounds = [];
for (let round = 0; round < ROUNDS; round++) {
  const measured = {};
  const tools = [() => byMitata(measured), () => byPerfSuite(measured, round)];
  for (const measure of round % 2 === 0 ? tools : tools.reverse()) await measure();
  rounds.push(measured);
}
for (const statistic of ['p50', 'min']) {
  console.log(`\n${statistic}, lowest of ${ROUNDS} rounds, in ns${''.padEnd(10)}mitata  perf-suite   ratio`);
  for (const name of Object.keys(rounds[0])) {
    const of = (tool) => Math.min(...rounds.map((measured) => measured[name][tool][statistic]));
    const [theirs, ours] = [of('mitata'), of('perfSuite')];
    const cells = [theirs.toFixed(1), ours.toFixed(1), (ours / theirs).toFixed(3)];
    console.log(name.padEnd(32) + cells.map((cell) => cell.padStart(12)).join(''));
  }
}

function byMitata(measured) {
  const program = [process.execPath, ...NODE_FLAGS, FILE];
  const { stdout } = spawnSync('taskset', ['-c', String(CORE), ...program], { encoding: 'utf8' });
  for (const line of stdout.trim().split('\n')) {
    const { name, ...statistics } = JSON.parse(line);
    measured[name] = { ...measured[name], mitata: statistics };
  }
}

async function byPerfSuite(measured, round) {
  const declared = [];
  await work({ task: 'list' }, (message) => {
    if (message.type === 'loaded') declared.push(...message.benchmarks);
  });
  const durationsNs = new Map(declared.map(({ id }) => [id, []]));
  const batchSizes = new Map();
  const benchmarks = declared.map(({ id }) => ({ id, batchSize: null, timeMs: 300, warmupMs: 150 }));
  await work({ task: 'measure', benchmarks, seed: round }, (message) => {
    if (message.type === 'benchmark-failed') throw new Error(`${message.id}: ${message.message}`);
    if (message.type === 'benchmark-started') batchSizes.set(message.id, message.batchSize);
    if (message.type === 'samples') durationsNs.get(message.id).push(...message.head);
  });
  for (const { id, name } of declared) {
    const perCall = durationsNs.get(id).map((ns) => ns / batchSizes.get(id));
    const statistics = { p50: median(perCall), min: Math.min(...perCall) };
    measured[name] = { ...measured[name], perfSuite: statistics };
  }
}

async function work(job, onMessage) {
  const variant = { variant: 'head', file: FILE, contentFrom: FILE, folder: here('.'), packages: {} };
  const exit = await runWorker(
    {
      root: here('.'),
      fileId: 'kinds',
      variants: [variant],
      benchmarks: [],
      seed: 1,
      cacheFolder: here('../node_modules/.cache/perf-suite'),
      ...job,
    },
    { core: CORE, nodeFlags: [], timeoutMs: 60_000, onMessage },
  );
  if (exit.kind !== 'finished') throw new Error(`the worker ended by ${exit.kind}: ${exit.output}`);
}
