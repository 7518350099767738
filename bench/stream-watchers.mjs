/**
 * The watchers' side of bench/stream.mjs, a process of its own: connects many, reads some closely and
 * the others only by their bytes, stalls some, kills some. Started with fork(); see `answers`.
 */
import { watchLive } from '@perf-suite/stream/client';
import { io as socketIo } from 'socket.io-client';
import { WebSocket } from 'ws';
import { connectRaw } from './stream-raw-watcher.mjs';

const STAMP = 1e12;
const CONNECT_AT_ONCE = 25;

const watchers = [];
let latencies = { samples: [], run: [] };
const received = { messages: 0, bytes: 0, samples: 0, gaps: 0, closes: 0 };

function nowMicros() {
  return Number(process.hrtime.bigint() / 1000n);
}

function take(message) {
  if (message.type === 'samples') {
    received.samples += message.ns.length;
    const now = nowMicros();
    for (const ns of message.ns) if (ns >= STAMP) latencies.samples.push((now - (ns - STAMP)) / 1000);
  } else if (message.type === 'round-started') latencies.run.push((nowMicros() - message.t) / 1000);
  else if (message.type === 'gap') received.gaps += 1;
}

/** @param close read every message, as users do, not only its size */
async function connectOne({ contestant, url, close, binary }) {
  if (close) return await closely[contestant](url, binary);
  const how = { counts: received };
  if (contestant === 'perf-suite') {
    how.url = url;
    how.protocol = `perf-suite.live.v1${binary ? '+bin' : ''}`;
  } else how.url = contestant === 'socket.io' ? `${url}/socket.io/?EIO=4&transport=websocket` : `${url}/`;
  const socket = await connectRaw(how);
  watchers.push({ end: () => socket.destroy(), pause: () => socket.pause() });
}

/** With the clients that each contestant has. */
const closely = {
  'perf-suite': watchClosely,

  'socket.io'(url) {
    const socket = socketIo(url, { transports: ['websocket'], forceNew: true, reconnection: false });
    socket.on('message', (message) => {
      received.messages += 1;
      take(message);
    });
    watchers.push({ end: () => socket.disconnect(), pause: null });
    return new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
  },

  'naive ws'(url) {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on('message', (data) => {
      received.messages += 1;
      take(JSON.parse(data));
    });
    watchers.push({ end: () => socket.terminate(), pause: null });
    return new Promise((resolve) => socket.once('open', resolve));
  },
};

/** A watcher as users have it. */
function watchClosely(url, binary) {
  return new Promise((resolve) => {
    const watcher = watchLive(url, {
      binary,
      onSnapshot: resolve,
      onMessage: (message) => {
        received.messages += 1;
        take(message);
      },
      onGap: take,
    });
    watchers.push({ end: () => watcher.close(), pause: null });
  });
}

/** The ones that read closely are spread evenly: who connected first is served first. */
async function connect({ count, closeCount, ...how }) {
  for (let start = 0; start < count; start += CONNECT_AT_ONCE) {
    const some = Array.from({ length: Math.min(CONNECT_AT_ONCE, count - start) }, (_, index) =>
      connectOne({ ...how, close: ((start + index) * closeCount) % count < closeCount }),
    );
    await Promise.all(some);
  }
}

function quantile(values, probability) {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * probability))];
}

/**
 * Kills connections at random while samples numbered 0, 1, 2... come, and checks each watcher's
 * numbers by themselves, apart from what the client makes of its positions.
 */
async function resumes({ url, count, kills, seed }) {
  const random = seededRandom(seed);
  const sockets = new Map();
  const tally = { lost: 0, doubled: 0, announced: 0, killed: 0, resumed: 0 };
  const checked = Array.from({ length: count }, (_, index) => {
    const state = { next: 0, watcher: null };
    class Killable extends WebSocket {
      constructor(...args) {
        super(...args);
        sockets.set(index, this);
      }
    }
    state.watcher = watchLive(url, {
      from: 'start',
      webSocket: Killable,
      random,
      onMessage: (message) => {
        if (message.type !== 'samples') return;
        for (const value of message.ns) {
          if (value > state.next) tally.lost += value - state.next;
          if (value < state.next) tally.doubled += 1;
          state.next = value + 1;
        }
      },
      onGap: (gap) => {
        tally.announced += gap.sampleCount ?? Number.NaN;
        state.next += gap.sampleCount ?? Number.NaN;
      },
      onStatus: (status) => {
        if (status.state === 'live') tally.resumed += 1;
      },
    });
    return state;
  });
  while (tally.killed < kills) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    const socket = sockets.get(Math.floor(random() * count));
    if (socket?.readyState !== WebSocket.OPEN) continue;
    socket.terminate();
    tally.killed += 1;
  }
  process.send({ event: 'killed' });
  await Promise.all(checked.map(({ watcher }) => watcher.ended));
  const ends = checked.map(({ next }) => next);
  return { ...tally, resumed: tally.resumed - count, fewest: Math.min(...ends), most: Math.max(...ends) };
}

/** mulberry32 */
function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const answers = {
  connect,
  cpu: async () => process.cpuUsage(),
  resumes,
  reset: async () => {
    latencies = { samples: [], run: [] };
    for (const name of Object.keys(received)) received[name] = 0;
  },
  report: async () => ({
    ...received,
    samplesP50Ms: quantile(latencies.samples, 0.5),
    samplesP99Ms: quantile(latencies.samples, 0.99),
    runP99Ms: quantile(latencies.run, 0.99),
    latencyCount: latencies.samples.length,
  }),
  stall: async ({ count }) => {
    for (const watcher of watchers.filter(({ pause }) => pause !== null).slice(-count)) watcher.pause();
  },
  end: async () => {
    for (const watcher of watchers.splice(0)) watcher.end();
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
