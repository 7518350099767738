/**
 * One version of a library alone in its process, measured by a plain loop: nothing of perf-suite is in it.
 * Arguments: a project's folder, and as JSON the order of its functions with the sizes that an earlier
 * process chose (null: choose). Each batch is timed beside one of a reference that is the same for both
 * versions, in random order: what slows the machine down slows both.
 * Prints as JSON, for each function, the p50 in nanoseconds a call, the p50 of batch / reference, and the sizes.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, plan] = process.argv.slice(2);
// Of the processor's time, not the clock's, so that a busy machine warms up and measures as much.
const WARM_UP_US = 200_000;
const MEASURED_US = 70_000;
const BATCH_NS = 50_000;
const FEWEST_BATCHES = 30;

const words = Array.from({ length: 40 }, (_, i) => `v${i}.${i * 7}.${i * 3}`);
const numbers = /^v(\d{1,16})\.(\d{1,16})\.(\d{1,16})$/;

const { default: functions } = await import(pathToFileURL(join(folder, 'workload.mjs')).href);
let kept = 0;
const results = {};
for (const [name, sizes] of JSON.parse(plan)) results[name] = measure(functions[name], sizes);
process.stdout.write(JSON.stringify({ results, kept: kept !== -1 }));

/** Expressions, text, small objects: what the libraries do too. */
function reference() {
  let total = 0;
  for (const word of words) {
    const [, major, minor, patch] = word.match(numbers);
    const version = { major: Number(major), minor: Number(minor) + 1, patch: patch.split('').join('-') };
    total += `${version.major}.${version.minor}.${version.patch}`.length;
  }
  return total;
}

function measure(run, given) {
  const fastest = warmUp(run);
  const sizes = given ?? sizesFor(fastest);
  const batches = [];
  const ratios = [];
  const used = process.cpuUsage();
  do {
    const [batch, beside] = timePair(run, sizes);
    batches.push(batch / sizes.run);
    ratios.push(batch / beside);
  } while (process.cpuUsage(used).user < MEASURED_US || batches.length < FEWEST_BATCHES);
  return { p50Ns: median(batches), byReference: median(ratios), sizes };
}

/** Returns the fastest call of each, in nanoseconds. */
function warmUp(run) {
  const used = process.cpuUsage();
  const fastest = { run: Number.POSITIVE_INFINITY, reference: Number.POSITIVE_INFINITY };
  do {
    for (let i = 0; i < 5; i++) {
      fastest.run = Math.min(fastest.run, timeBatch(run, 1));
      fastest.reference = Math.min(fastest.reference, timeBatch(reference, 1));
    }
  } while (process.cpuUsage(used).user < WARM_UP_US);
  return fastest;
}

/** The reference takes about as long as the batch, so that the same happens to both. */
function sizesFor(fastest) {
  const size = Math.max(1, Math.round(BATCH_NS / fastest.run));
  return { run: size, reference: Math.max(1, Math.round((size * fastest.run) / fastest.reference)) };
}

function timePair(run, sizes) {
  if (Math.random() < 0.5) {
    const batch = timeBatch(run, sizes.run);
    return [batch, timeBatch(reference, sizes.reference)];
  }
  const beside = timeBatch(reference, sizes.reference);
  return [timeBatch(run, sizes.run), beside];
}

function timeBatch(run, size) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < size; i++) kept += Number(run()) & 1;
  return Number(process.hrtime.bigint() - start);
}

function median(values) {
  const sorted = values.sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}
