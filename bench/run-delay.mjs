/**
 * The benefit of subtracting the run delay: a call of some milliseconds is measured in pairs of
 * itself, alone and while busy programs use every core; each call's time is kept as the clock shows it
 * and with the run delay subtracted. Prints the spread of the pairs' ratios: how far a pair may be off where nothing changed.
 *   node bench/run-delay.mjs [pairs, default 300]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { medianAbsoluteDeviation } from 'simple-statistics';
import { openRunDelayClock, withoutRunDelay } from '../packages/perf-suite/dist/worker/measure/run-delay.js';

const pairCount = Number(process.argv[2] ?? 300);
const clock = openRunDelayClock();
if (clock === null) throw new Error('this system does not report the run delay of a thread');

const rows = Array.from({ length: 20_000 }, (_, i) => ({ id: i, name: `name ${i}`, price: i * 1.25 }));
const text = JSON.stringify(rows);
function timed() {
  const start = process.hrtime.bigint();
  JSON.parse(text);
  return Number(process.hrtime.bigint() - start);
}

/** Ratios of adjacent calls, by both ways of timing the same calls. */
function measure() {
  const shown = [];
  let last = 0;
  const corrected = withoutRunDelay(() => {
    last = timed();
    return last;
  }, clock);
  const less = [];
  for (let i = 0; i < 2 * pairCount; i++) {
    less.push(corrected(1));
    shown.push(last);
  }
  return { shown: spread(shown), less: spread(less), ms: shown.toSorted((a, b) => a - b)[pairCount] / 1e6 };
}

/** Robust standard deviation of ln(first / second), as a percentage. */
function spread(durations) {
  const logs = Array.from({ length: pairCount }, (_, i) => Math.log(durations[2 * i] / durations[2 * i + 1]));
  return 148.26 * medianAbsoluteDeviation(logs);
}

console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}\n`,
);
console.log(
  '| busy programs | median call | spread of pairs, by the clock | spread after subtracting the run delay |',
);
console.log('| ---: | ---: | ---: | ---: |');
for (let i = 0; i < 50; i++) timed();
for (const count of [0, availableParallelism(), 3 * availableParallelism()]) {
  const busy = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  await Promise.all(busy.map((child) => once(child, 'spawn')));
  try {
    const { shown, less, ms } = measure();
    console.log(`| ${count} | ${ms.toFixed(1)} ms | ${shown.toFixed(1)} % | ${less.toFixed(1)} % |`);
  } finally {
    for (const child of busy) child.kill('SIGKILL');
  }
}
