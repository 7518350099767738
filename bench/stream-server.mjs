/**
 * The server's side of bench/stream.mjs, a process of its own: publishes samples at a rate through one
 * of the contestants and reports what that costs it. Started with fork(); see `answers` for what it does.
 */
import { createServer } from 'node:http';
import { startLiveStream } from '@perf-suite/stream';
import { runStarted } from '@perf-suite/testing/sample-events';
import { Server as SocketIo } from 'socket.io';
import { WebSocketServer } from 'ws';

const BENCHMARK_COUNT = 10;
const SLICE_MS = 10;
const BATCH_MS = 50;
const RUN_MESSAGE_MS = 100;
/** Samples from here on are times (microseconds of the monotonic clock), not measurements. */
const STAMP = 1e12;

/** Each contestant: how it starts, sends an event, counts watchers and ends. */
const contestants = {
  async 'perf-suite'() {
    const stream = await startLiveStream({ port: 0 });
    stream.publish(runStarted(BENCHMARK_COUNT));
    return {
      url: stream.url,
      publish: stream.publish,
      watcherCount: () => stream.watcherCount,
      statistics: stream.statistics,
      close: () => stream.finish(),
    };
  },

  /** The same batches of 50 ms, through socket.io at its defaults. */
  async 'socket.io'() {
    const http = createServer();
    const io = new SocketIo(http, { transports: ['websocket'] });
    await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
    let pending = [];
    const timer = setInterval(() => {
      if (pending.length === 0) return;
      io.emit('message', { ...pending[0], ns: pending.flatMap(({ ns }) => ns) });
      pending = [];
    }, BATCH_MS);
    return {
      url: `ws://127.0.0.1:${http.address().port}`,
      publish: (event) => {
        if (event.type === 'samples') pending.push(event);
        else io.emit('message', event);
      },
      watcherCount: () => io.engine.clientsCount,
      close: async () => {
        clearInterval(timer);
        await io.close();
      },
    };
  },

  /** What is written first everywhere: stringify and send each sample to each client. */
  async 'naive ws'() {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    const broadcast = (message) => {
      for (const client of server.clients) client.send(JSON.stringify(message));
    };
    return {
      url: `ws://127.0.0.1:${server.address().port}`,
      publish: (event) => {
        if (event.type !== 'samples') broadcast(event);
        else for (const ns of event.ns) broadcast({ ...event, ns: [ns] });
      },
      watcherCount: () => server.clients.size,
      close: async () => {
        for (const client of server.clients) client.terminate();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  },
};

/** Costs nothing: what is left is the generator's own. */
const nobody = { publish: () => {} };

let contestant = nobody;
let stop = () => {};

function nowMicros() {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Publishes samples at a steady rate for some seconds and returns what it cost. */
async function publishFor({ samplesPerSecond, seconds, counting = false }) {
  const perSlice = Math.max(1, Math.round((samplesPerSecond * SLICE_MS) / 1000));
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  let sliceCount = 0;
  let published = 0;
  let nextRunMs = startMs;
  let stopped = false;
  stop = () => {
    stopped = true;
  };
  while (!stopped && performance.now() - startMs < seconds * 1000) {
    const due = Math.floor((performance.now() - startMs) / SLICE_MS);
    // A run does not wait for its watchers: what is late is made up for, within the time there is.
    while (sliceCount <= due && performance.now() - startMs < seconds * 1000) {
      const ns = new Array(perSlice);
      for (let index = 0; index < perSlice; index++)
        ns[index] = counting ? published + index : 15_000 + ((index * 7919) % 900);
      if (!counting) ns[0] = STAMP + nowMicros();
      const benchmark = counting ? 0 : Math.floor((performance.now() - startMs) / 1000) % BENCHMARK_COUNT;
      contestant.publish({
        type: 'samples',
        t: 0,
        benchmark,
        round: 0,
        variant: 'head',
        first: published,
        ns,
      });
      published += perSlice;
      sliceCount += 1;
    }
    if (performance.now() >= nextRunMs) {
      contestant.publish({ type: 'round-started', t: nowMicros(), round: 0 });
      nextRunMs += RUN_MESSAGE_MS;
    }
    // Never by spinning: that would be charged to the generator when it is alone and not when it has watchers.
    const waitMs = startMs + sliceCount * SLICE_MS - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, waitMs)));
  }
  const cpu = process.cpuUsage(cpuBefore);
  const elapsedMs = performance.now() - startMs;
  return {
    published,
    samplesPerSecond: (published / elapsedMs) * 1000,
    cpuShare: (cpu.user + cpu.system) / 1000 / elapsedMs,
  };
}

/** Memory that is left after a collection. */
async function memory() {
  for (let round = 0; round < 4; round++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage();
}

const answers = {
  start: async ({ contestant: name }) => {
    contestant = await contestants[name]();
    return { url: contestant.url };
  },
  publish: publishFor,
  stop: async () => stop(),
  memory,
  rss: async () => process.memoryUsage.rss(),
  cpu: async () => process.cpuUsage(),
  count: async () => contestant.watcherCount(),
  statistics: async () => contestant.statistics(),
  finish: async () => {
    contestant.publish({
      type: 'run-finished',
      t: 0,
      state: 'complete',
      exitCode: 0,
      verdict: null,
      regressedCount: 0,
      interrupted: false,
      runFile: null,
    });
    const startMs = performance.now();
    await contestant.close();
    return { finishMs: performance.now() - startMs };
  },
};

process.on('message', async ({ id, ask, with: parameters }) => {
  try {
    process.send({ id, answer: await answers[ask](parameters ?? {}) });
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit());
