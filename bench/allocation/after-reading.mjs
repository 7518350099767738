/**
 * Does reading what calls allocate change the times that are measured after it in the same process? Before each of two
 * timings of a function, right after each other, the allocation of another function is read or, by the turn of a coin,
 * the process waits for as long. Prints the ratio of the two medians, with its 95 % interval over all pairs.
 *
 *     node bench/allocation/after-reading.mjs [--pairs 200]
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { median } from 'simple-statistics';
import { measureAllocation } from '../../packages/perf-suite/dist/worker/measure/allocation.js';
import { generateBatch } from '../../packages/perf-suite/dist/worker/measure/batch.js';
import { signTestInterval } from '../dist/sign-test-interval.js';

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '200' } } });
const numbers = Array.from({ length: 100 }, (_, i) => (i * 7919) % 100);
const json = JSON.stringify({ id: 1, tags: ['x', 'y', 'z'], nested: { a: [1, 2, 3] } });
const fibonacci = (n) => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));

/** What is timed, and how many calls make a batch of about 20 µs. */
const TIMED = [
  ['arithmetic', () => fibonacci(10), 50],
  ['1,000 elements', () => new Array(1000).fill(1), 20],
  ['map', () => numbers.map((n) => n + 1), 50],
  ['sort', () => numbers.toSorted((a, b) => a - b), 5],
  ['Map of 100', () => new Map(numbers.map((n) => [n, n])), 5],
  ['JSON.parse', () => JSON.parse(json), 20],
];
const BATCHES = 50;

const coin = () => Math.random() < 0.5;
const read = preparedOf(() => ({ list: new Array(500).fill(1), bytes: new Float64Array(100) }));
const readOnce = () =>
  measureAllocation([{ variant: 'head' }], read, { random: { coin }, running: { variant: 'head' } });

for (let i = 0; i < 50; i++) await readOnce();
console.log(`Node ${process.version}, ${values.pairs} pairs, load ${loadavg()[0].toFixed(1)}\n`);
console.log('| function | p50 after reading / after waiting | 95 % interval |');
console.log('| --- | ---: | ---: |');
for (const [name, run, calls] of TIMED) {
  const loop = generateBatch(callOf(run), { async: false, overridden: false });
  for (let i = 0; i < 2000; i++) loop(calls);
  const logs = [];
  for (let i = 0; i < Number(values.pairs); i++) {
    const readsFirst = coin();
    const first = await timeAfter(readsFirst, loop, calls);
    const second = await timeAfter(!readsFirst, loop, calls);
    logs.push(readsFirst ? Math.log(first / second) : Math.log(second / first));
  }
  const { point, lower, upper } = signTestInterval(logs);
  const percent = (log) => `${(100 * Math.expm1(log)).toFixed(2)} %`;
  console.log(`| ${name} | ${percent(point)} | ${percent(lower)} to ${percent(upper)} |`);
}

async function timeAfter(reads, loop, calls) {
  const end = performance.now() + 3;
  if (reads) await readOnce();
  while (performance.now() < end);
  const durations = [];
  for (let i = 0; i < BATCHES; i++) durations.push(loop(calls));
  return median(durations);
}

function callOf(run) {
  return { run, self: undefined, values: [], beforeEach: null, afterEach: null };
}

function preparedOf(run) {
  const call = callOf(run);
  const loop = generateBatch(call, { async: false, overridden: false });
  for (let i = 0; i < 500; i++) loop(20);
  return { calls: [call], loops: [loop], async: false, overridden: false, wholeNs: 2000 };
}
