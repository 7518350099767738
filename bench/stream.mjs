/**
 * Measures the live stream against its goals, beside socket.io and a naive broadcast, in one run.
 *
 *   node bench/stream.mjs            all contests, about seven minutes
 *   node bench/stream.mjs --quick    shorter ones, about five minutes: for seeing that it works
 *   node bench/stream.mjs --rounds 3 each contest three times, by turns
 *   node bench/stream.mjs --only fan-out,stall,resumes --out results.json
 *
 * Server and watchers are two processes, so on two cores the watchers take their share of the
 * machine: latencies are upper bounds. Each contest is bounded in time.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { goalRows, kib, markdownTable, median, ms, percent } from './stream-goals.mjs';
import { besides, pause, withPair } from './stream-processes.mjs';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '1' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});
const RATE = 100_000;
const SECONDS = flags.quick ? 3 : 10;
const WARM_UP_SECONDS = 2;

/** Rate and number of watchers: latency, CPU, memory. */
function contest({ contestant, binary = false, count, samplesPerSecond = RATE, seconds = SECONDS }) {
  return withPair({ contestant, samplesPerSecond }, async ({ server, watchers, url, generatorCpuShare }) => {
    await server.ask('publish', { samplesPerSecond, seconds: WARM_UP_SECONDS });
    const alone = await server.ask('publish', { samplesPerSecond, seconds: WARM_UP_SECONDS });
    const before = await server.ask('memory');
    await watchers.ask('connect', { contestant, binary, url, count, closeCount: Math.min(count, 10) });
    await pause(500);
    const after = await server.ask('memory');
    await server.ask('publish', { samplesPerSecond, seconds: 1 });
    await watchers.ask('reset');
    const cost = await besides({ server, watchers }, () =>
      server.ask('publish', { samplesPerSecond, seconds }),
    );
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
      cpuShare: cost.cpuShare - generatorCpuShare,
      unwatchedCpuShare: alone.cpuShare - generatorCpuShare,
      ...seen,
      arrivedShare: seen.samples / closelyRead / cost.published,
      rssPerWatcherBytes: (after.rss - before.rss) / count,
      heapPerWatcherBytes: (after.heapUsed + after.external - before.heapUsed - before.external) / count,
      finishMs,
    };
  });
}

/**
 * Ten watchers that read nothing, at full rate. Memory is looked at in two ways, each the peak while
 * they are stalled less the peak before: RSS, which moves by how much garbage is not collected yet even
 * with nobody stalled (so it gets as long a time before), and what a collection leaves.
 */
async function stallContest() {
  const asItIs = await stallOnce({ beforeMs: 20_000, look: (server) => server.ask('rss') });
  const collected = await stallOnce({
    beforeMs: 5_000,
    look: async (server) => {
      const { heapUsed, external } = await server.ask('memory');
      return heapUsed + external;
    },
  });
  const { peakBytes: rssBytes, ...noticed } = asItIs;
  return { ...noticed, rssBytes, keptBytes: collected.peakBytes };
}

function stallOnce({ beforeMs, look }) {
  return withPair({ contestant: 'perf-suite', samplesPerSecond: RATE }, async (pair) => {
    const { server, watchers, url } = pair;
    await watchers.ask('connect', { contestant: 'perf-suite', url, count: 20, closeCount: 5 });
    const publishing = server.ask('publish', { samplesPerSecond: RATE, seconds: 70 });
    // The history is full after ten seconds; what the process needs then is what it needs anyway.
    await pause(12_000);
    let before = 0;
    for (const startMs = performance.now(); performance.now() - startMs < beforeMs; await pause(50)) {
      before = Math.max(before, await look(server));
    }
    const stalledAtMs = performance.now();
    await watchers.ask('stall', { count: 10 });
    let noticedMs = null;
    let closedMs = null;
    let peak = 0;
    while (closedMs === null && performance.now() - stalledAtMs < 22_000) {
      await pause(50);
      const { slowWatcherCount, watcherCount } = await server.ask('statistics');
      peak = Math.max(peak, await look(server));
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
  const pair = { contestant: 'perf-suite', samplesPerSecond: 10_000 };
  return withPair(pair, async ({ server, watchers, url }) => {
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
    'cores busy with other work': result.otherCores.toFixed(1),
  }));
  console.table(rows);
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
const machine = `Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}`;
console.log(`${machine}, load ${busy.toFixed(1)} before`);
const rounds = Number(flags.rounds);
if (wants('fan-out')) {
  for (let round = 0; round < rounds; round++) {
    for (const one of contests) {
      try {
        results.push(await contest(one));
        printContests(results.slice(-1));
      } catch (error) {
        console.log(`${one.contestant}, ${one.count} watchers: ${error.message}`);
      }
    }
  }
  printContests(results);
}
const stall = wants('stall') ? await stallContest() : null;
if (stall !== null) console.log('ten stalled watchers:', stall);
const resumed = wants('resumes') ? await resumeContest(flags.quick ? 200 : 1_000) : null;
if (resumed !== null) console.log('kills and resumes:', resumed);
const otherCores = median(results.map((one) => one.otherCores));
console.log(
  `${machine}; cores busy with other work meanwhile: ${otherCores?.toFixed(1) ?? 'not known'}. A contest's median over rounds: ${rounds}.\n`,
);
console.log(markdownTable(goalRows({ results, stall, resumed })));
if (flags.out !== undefined) {
  const about = { node: process.versions.node, cpu: cpus()[0]?.model, cores: cpus().length };
  const all = { ...about, loadBefore: busy, otherCores, results, stall, resumed };
  writeFileSync(flags.out, `${JSON.stringify(all, null, 2)}\n`);
}
