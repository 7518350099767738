/**
 * Measures functions of known cost with perf-suite, mitata and plain tinybench, side by side: in each
 * round every tool gets a fresh process on the same core, in turns. Prints each tool's lowest p50, and
 * the median ratio to mitata with its 95 % interval over the rounds.
 *
 *     node bench/known-cost.mjs [rounds]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from 'simple-statistics';
import { runWorker } from '../packages/perf-suite/dist/orchestrator/processes/run-worker.js';
import { signTestInterval } from './dist/sign-test-interval.js';
import { FUNCTIONS } from './known-cost/functions.mjs';

const ROUNDS = Number(process.argv[2] ?? 8);
const CORE = 0;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const TOOLS = {
  'perf-suite': byPerfSuite,
  mitata: () => byOther('mitata'),
  tinybench: () => byOther('tinybench'),
};

const p50Ns = Object.fromEntries(Object.keys(TOOLS).map((tool) => [tool, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [tool, measureAll] of rotated(Object.entries(TOOLS), round)) {
    p50Ns[tool].push(await measureAll(round));
  }
}
print();

async function byPerfSuite(round) {
  const file = here('known-cost/known-cost.bench.mjs');
  const found = {};
  const batchSizes = {};
  const exit = await runWorker(
    {
      task: 'measure',
      root: here('.'),
      fileId: 'known-cost',
      variants: [{ variant: 'head', file, contentFrom: file, packages: {} }],
      benchmarks: FUNCTIONS.map(({ name }) => ({ id: `known-cost#${name}`, batchSize: null, timeMs: 300 })),
      seed: round,
      cacheFolder: here('../node_modules/.cache/perf-suite'),
    },
    {
      core: CORE,
      nodeFlags: [],
      timeoutMs: 60_000,
      onMessage(message) {
        if (message.type === 'benchmark-started') batchSizes[message.id] = message.batchSize;
        if (message.type === 'benchmark-failed') throw new Error(`${message.id}: ${message.message}`);
        if (message.type === 'samples') {
          found[message.id] ??= [];
          for (const durationNs of message.head) found[message.id].push(durationNs / batchSizes[message.id]);
        }
      },
    },
  );
  if (exit.kind !== 'finished') throw new Error(`the worker ended by ${exit.kind}: ${exit.output}`);
  return Object.fromEntries(FUNCTIONS.map(({ name }) => [name, median(found[`known-cost#${name}`])]));
}

function byOther(tool) {
  const program = [process.execPath, here('known-cost/measure-with.mjs'), tool];
  const [command, ...args] =
    process.platform === 'linux' ? ['taskset', '-c', String(CORE), ...program] : program;
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${tool} failed: ${stderr}`);
  return JSON.parse(stdout);
}

function print() {
  console.log(`lowest p50 of ${ROUNDS} rounds; ratios round by round, Node ${process.version}\n`);
  console.log(
    row(
      'function',
      'perf-suite',
      'mitata',
      'tinybench',
      'perf-suite / mitata',
      'tinybench / mitata',
      'agrees',
    ),
  );
  let disagreed = 0;
  for (const { name } of FUNCTIONS) {
    const of = (tool) => p50Ns[tool].map((round) => round[name]);
    const [ours, mitata, plain] = [of('perf-suite'), of('mitata'), of('tinybench')];
    // On a busy machine mitata's batches of several milliseconds hold other programs' time as well:
    // each tool's least disturbed round shows what a function costs.
    const [oursNs, mitataNs, plainNs] = [ours, mitata, plain].map((values) => Math.min(...values));
    const differenceNs = Math.abs(oursNs - mitataNs);
    const agrees = differenceNs <= 0.5 || differenceNs <= 0.1 * mitataNs;
    if (!agrees) disagreed += 1;
    const ratios = (values) => interval(values.map((value, round) => value / mitata[round]));
    console.log(
      row(name, ns(oursNs), ns(mitataNs), ns(plainNs), ratios(ours), ratios(plain), agrees ? 'yes' : 'NO'),
    );
  }
  console.log(
    `\n${disagreed === 0 ? 'All agree' : `${disagreed} disagree`} with mitata within 10 % or 0.5 ns.`,
  );
  process.exitCode = disagreed === 0 ? 0 : 1;
}

function interval(ratios) {
  const { point, lower, upper } = signTestInterval(ratios);
  return `${point.toFixed(3)} [${lower.toFixed(3)}, ${upper.toFixed(3)}]`;
}

function row(...cells) {
  const widths = [10, 12, 12, 12, 22, 24, 7];
  return cells
    .map((cell, index) => (index === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[index])))
    .join(' ');
}

function ns(value) {
  return value < 1000
    ? `${value.toFixed(2)} ns`
    : value < 1e6
      ? `${(value / 1e3).toFixed(2)} us`
      : `${(value / 1e6).toFixed(3)} ms`;
}

function rotated(list, by) {
  return [...list.slice(by % list.length), ...list.slice(0, by % list.length)];
}
