/**
 * Prints how far run medians of unchanged code lie apart on this machine: the standard deviation of
 * ln(median over rounds) between runs of fresh processes, for six functions, at p50 and p95. The
 * constant TYPICAL_NOISE of perf-guard's stored-baseline method comes from here.
 *   node bench/between-run-noise.mjs [runs, default 12] [seconds between runs, default 5]
 */
import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROUNDS = 8;
const FUNCTION_MS = 40;
const WARM_UP_MS = 60;

/** Work of different kinds: parsing, sorting, matching, maps, strings, allocation. */
function workloads() {
  const list = Array.from({ length: 300 }, (_, i) => ({
    id: i,
    name: `item ${(i * 7919) % 300}`,
    tags: ['a', 'b'],
  }));
  const json = JSON.stringify(list);
  const text = list.map(({ name }) => name).join(', ');
  return {
    json: () => JSON.parse(json).length,
    sort: () => list.map(({ name }) => name).sort()[0],
    regex: () => text.match(/item (\d+)5/g)?.length,
    map: () => new Map(list.map((item) => [item.name, item])).size,
    string: () => text.split(', ').reverse().join(';').toUpperCase().length,
    allocate: () => Array.from({ length: 400 }, (_, i) => ({ i, next: { i: i + 1 } })).length,
  };
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  return sorted[below] + (position - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

/** Returns p50 and p95 in nanoseconds of one function in this process. */
function measure(work) {
  const samples = [];
  let sink = 0;
  const started = performance.now();
  for (let now = started; now - started < WARM_UP_MS + FUNCTION_MS; ) {
    const before = process.hrtime.bigint();
    for (let i = 0; i < 4; i++) sink += Number(Boolean(work()));
    const took = Number(process.hrtime.bigint() - before) / 4;
    now = performance.now();
    if (now - started > WARM_UP_MS) samples.push(took);
  }
  return { p50: quantile(samples, 0.5), p95: quantile(samples, 0.95), sink };
}

function oneRound() {
  const file = fileURLToPath(import.meta.url);
  const pinned = spawnSync('taskset', ['-c', '0', process.execPath, file, '--round'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  const result =
    pinned.error === undefined
      ? pinned
      : spawnSync(process.execPath, [file, '--round'], { encoding: 'utf8', timeout: 30_000 });
  return JSON.parse(result.stdout);
}

/** Returns ln(median over rounds) of each function and percentile. */
function oneRun() {
  const rounds = Array.from({ length: ROUNDS }, oneRound);
  return Object.fromEntries(
    Object.keys(rounds[0]).map((name) => [
      name,
      Object.fromEntries(
        ['p50', 'p95'].map((p) => [
          p,
          Math.log(
            quantile(
              rounds.map((round) => round[name][p]),
              0.5,
            ),
          ),
        ]),
      ),
    ]),
  );
}

function deviation(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

if (process.argv[2] === '--round') {
  console.log(
    JSON.stringify(
      Object.fromEntries(Object.entries(workloads()).map(([name, work]) => [name, measure(work)])),
    ),
  );
} else {
  const [runCount, seconds] = [Number(process.argv[2] ?? 12), Number(process.argv[3] ?? 5)];
  const runs = [];
  for (let i = 0; i < runCount; i++) {
    if (i > 0) await pause(seconds * 1000);
    runs.push(oneRun());
  }
  console.log(`${runCount} runs of ${ROUNDS} fresh processes, ${seconds} s apart; Node ${process.version}`);
  console.log('| function | sd p50 % | largest pair p50 % | sd p95 % | largest pair p95 % |');
  console.log('| --- | ---: | ---: | ---: | ---: |');
  for (const name of Object.keys(runs[0])) {
    const cells = ['p50', 'p95'].flatMap((p) => {
      const values = runs.map((run) => run[name][p]);
      return [deviation(values), Math.max(...values) - Math.min(...values)].map((value) =>
        (100 * value).toFixed(1),
      );
    });
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}
