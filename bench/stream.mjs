/**
 * Measures the live stream against its goals, beside socket.io and a naive broadcast, in one run.
 *
 *   node bench/stream.mjs            all contests, about five minutes
 *   node bench/stream.mjs --quick    shorter ones, about three minutes: for seeing that it works
 *   node bench/stream.mjs --out results.json
 *
 * Server and watchers are two processes, so on two cores the watchers take their share of the
 * machine: latencies are upper bounds. Each contest is bounded in time.
 */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, out: { type: 'string' }, only: { type: 'string' } },
});
const RATE = 100_000;
const SECONDS = flags.quick ? 3 : 10;
const WARM_UP_SECONDS = 2;
const KIB = 1024;
const MIB = 1024 * KIB;

/** A child process that answers questions. */
class Child {
  #child;
  #waiting = new Map();
  #events = new Map();
  #next = 0;

  constructor(file) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    this.#child = fork(path, { execArgv: ['--expose-gc'] });
    this.#child.on('message', ({ id, answer, error, event }) => {
      if (event !== undefined) this.#events.get(event)?.();
      else if (error === undefined) this.#waiting.get(id)?.resolve(answer);
      else this.#waiting.get(id)?.reject(new Error(error));
      this.#waiting.delete(id);
    });
    this.#child.on('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${file} ended with ${code}`));
    });
  }

  ask(ask, parameters) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, ask, with: parameters });
    });
  }

  event(name) {
    return new Promise((resolve) => this.#events.set(name, resolve));
  }

  end() {
    this.#child.disconnect();
  }
}

async function withPair(contestant, work) {
  const server = new Child('stream-server.mjs');
  const watchers = new Child('stream-watchers.mjs');
  try {
    await server.ask('publish', { samplesPerSecond: RATE, seconds: 1 });
    const { cpuShare: generatorCpuShare } = await server.ask('publish', {
      samplesPerSecond: RATE,
      seconds: 2,
    });
    const { url } = await server.ask('start', { contestant });
    return await work({ server, watchers, url, generatorCpuShare });
  } finally {
    server.end();
    watchers.end();
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Rate and number of watchers: latency, CPU, memory. */
function contest({ contestant, binary = false, count, samplesPerSecond = RATE, seconds = SECONDS }) {
  return withPair(contestant, async ({ server, watchers, url, generatorCpuShare }) => {
    await server.ask('publish', { samplesPerSecond, seconds: WARM_UP_SECONDS });
    const alone = await server.ask('publish', { samplesPerSecond, seconds: WARM_UP_SECONDS });
    const before = await server.ask('memory');
    await watchers.ask('connect', { contestant, binary, url, count, closeCount: Math.min(count, 10) });
    await pause(500);
    const after = await server.ask('memory');
    await server.ask('publish', { samplesPerSecond, seconds: 1 });
    await watchers.ask('reset');
    const cost = await server.ask('publish', { samplesPerSecond, seconds });
    await pause(300);
    const seen = await watchers.ask('report');
    const closelyRead = Math.min(count, 10);
    const { finishMs } = await server.ask('finish');
    return {
      contestant: binary ? `${contestant} (binary)` : contestant,
      count,
      asked: samplesPerSecond,
      ...cost,
      // The generator is no part of a server.
      cpuShare: cost.cpuShare - (generatorCpuShare * samplesPerSecond) / RATE,
      unwatchedCpuShare: alone.cpuShare - (generatorCpuShare * samplesPerSecond) / RATE,
      ...seen,
      arrivedShare: seen.samples / closelyRead / cost.published,
      rssPerWatcherBytes: (after.rss - before.rss) / count,
      heapPerWatcherBytes: (after.heapUsed + after.external - before.heapUsed - before.external) / count,
      finishMs,
    };
  });
}

/** Ten watchers that read nothing, at full rate. */
function stallContest() {
  return withPair('perf-suite', async ({ server, watchers, url }) => {
    await watchers.ask('connect', { contestant: 'perf-suite', url, count: 20, closeCount: 5 });
    const publishing = server.ask('publish', { samplesPerSecond: RATE, seconds: 45 });
    // The history is full after ten seconds; what the process needs then is what it needs anyway.
    await pause(12_000);
    let before = 0;
    for (let look = 0; look < 80; look++) {
      await pause(50);
      before = Math.max(before, await server.ask('rss'));
    }
    const stalledAtMs = performance.now();
    await watchers.ask('stall', { count: 10 });
    let noticedMs = null;
    let closedMs = null;
    let peak = 0;
    while (closedMs === null && performance.now() - stalledAtMs < 22_000) {
      await pause(50);
      const { slowWatcherCount, watcherCount } = await server.ask('statistics');
      peak = Math.max(peak, await server.ask('rss'));
      if (noticedMs === null && slowWatcherCount >= 10) noticedMs = performance.now() - stalledAtMs;
      if (watcherCount <= 10) closedMs = performance.now() - stalledAtMs;
    }
    await server.ask('stop');
    await publishing;
    const { gaps } = await watchers.ask('report');
    return { noticedMs, closedMs, peakBytes: Math.max(0, peak - before), gapsOfOthers: gaps };
  });
}

function resumeContest(kills) {
  return withPair('perf-suite', async ({ server, watchers, url }) => {
    const killed = watchers.event('killed');
    const result = watchers.ask('resumes', { url, count: 50, kills, seed: 7 });
    const publishing = server.ask('publish', { samplesPerSecond: 10_000, seconds: 60, counting: true });
    await killed;
    await pause(1_500);
    await server.ask('stop');
    const { published } = await publishing;
    await server.ask('finish');
    return { ...(await result), published };
  });
}

const ms = (value) => (value === null || value === undefined ? 'none' : `${value.toFixed(1)} ms`);
const percent = (value) => `${(value * 100).toFixed(1)} %`;
const kib = (value) => `${(value / KIB).toFixed(1)} KiB`;

function printContests(results) {
  const rows = results.map((result) => ({
    contestant: result.contestant,
    watchers: result.count,
    'samples/s asked': result.asked,
    'samples/s made': Math.round(result.samplesPerSecond),
    arrived: percent(result.arrivedShare),
    'sample p50': ms(result.samplesP50Ms),
    'sample p99': ms(result.samplesP99Ms),
    'run p99': ms(result.runP99Ms),
    'server CPU': percent(result.cpuShare),
    'with nobody': percent(result.unwatchedCpuShare),
    'RSS a watcher': kib(result.rssPerWatcherBytes),
    'heap a watcher': kib(result.heapPerWatcherBytes),
  }));
  console.table(rows);
}

const isKnown = (value) => value !== null && value !== undefined && !Number.isNaN(value);

function goals(results, stall, resumed) {
  // What was measured below the rate says nothing about it: this machine was too busy to make the samples.
  const reached = (one) => one.samplesPerSecond >= 0.98 * one.asked;
  const of = (count) =>
    results.find((one) => one.contestant === 'perf-suite' && one.count === count && reached(one));
  const [hundred, thousand] = [of(100), of(1000)];
  const goal = (name, value, target, show) => ({
    goal: name,
    target: `<= ${show(target)}`,
    measured: isKnown(value) ? show(value) : 'not measured, or below the rate',
    holds: isKnown(value) ? (value <= target ? 'yes' : 'NO') : '?',
  });
  return [
    goal('sample p99, 100 watchers, 100k samples/s', hundred?.samplesP99Ms, 60, ms),
    goal('sample p99, 1,000 watchers, 100k samples/s', thousand?.samplesP99Ms, 100, ms),
    goal('run message p99, 100 watchers', hundred?.runP99Ms, 10, ms),
    goal('run message p99, 1,000 watchers', thousand?.runP99Ms, 50, ms),
    goal('server CPU, 100 watchers', hundred?.cpuShare, 0.06, percent),
    goal('server CPU, 1,000 watchers', thousand?.cpuShare, 0.3, percent),
    goal('memory for each of 1,000 watchers (RSS)', thousand?.rssPerWatcherBytes, 20 * KIB, kib),
    goal('memory for 10 stalled watchers', stall?.peakBytes, 16 * MIB, kib),
    goal('stall noticed', stall?.noticedMs, 5_000, ms),
    goal('lost over 1,000 resumes', resumed?.lost, 0, String),
    goal('doubled over 1,000 resumes', resumed?.doubled, 0, String),
    goal('a run ends, stalled or not', thousand?.finishMs, 2_000, ms),
  ];
}

function wants(name) {
  return flags.only === undefined || flags.only.split(',').includes(name);
}

const results = [];
const contests = [
  { contestant: 'perf-suite', count: 100 },
  { contestant: 'perf-suite', binary: true, count: 100 },
  { contestant: 'socket.io', count: 100 },
  { contestant: 'naive ws', count: 100, samplesPerSecond: 1_000, seconds: Math.min(SECONDS, 5) },
  { contestant: 'naive ws', count: 100, samplesPerSecond: RATE, seconds: 3 },
  { contestant: 'perf-suite', count: 1_000 },
  { contestant: 'perf-suite', binary: true, count: 1_000 },
  { contestant: 'socket.io', count: 1_000 },
];
const busy = loadavg()[0];
console.log(
  `Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}, load ${busy.toFixed(1)} before`,
);
if (busy > cpus().length / 2)
  console.log('This machine is busy with something else: latencies will show that.');
if (wants('fan-out')) {
  for (const one of contests) {
    try {
      results.push(await contest(one));
      printContests(results.slice(-1));
    } catch (error) {
      console.log(`${one.contestant}, ${one.count} watchers: ${error.message}`);
    }
  }
  printContests(results);
}
const stall = wants('stall') ? await stallContest() : null;
if (stall !== null) console.log('ten stalled watchers:', stall);
const resumed = wants('resumes') ? await resumeContest(flags.quick ? 200 : 1_000) : null;
if (resumed !== null) console.log('kills and resumes:', resumed);
console.table(goals(results, stall, resumed));
if (flags.out !== undefined) {
  writeFileSync(
    flags.out,
    `${JSON.stringify({ node: process.versions.node, cpu: cpus()[0]?.model, cores: cpus().length, loadBefore: busy, results, stall, resumed }, null, 2)}\n`,
  );
}
