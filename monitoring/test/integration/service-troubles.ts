import { setTimeout as sleep } from 'node:timers/promises';
import { runLoad } from '../../../examples/service/load.js';
import { startService, TOKEN } from '../../../examples/service/started-service.js';

/** What is wrong with a service, on its own endpoints. Each lasts until it is told to stop. */
type Trouble = (url: string, signal: AbortSignal) => Promise<void>;

interface Request {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Whatever the answer is: troubles are made of wrong ones. */
async function send(url: string, signal: AbortSignal, request: Request = {}): Promise<void> {
  try {
    const response = await fetch(url, { ...request, signal });
    await response.arrayBuffer();
  } catch {
    // It is stopped, or did not answer.
  }
}

async function again(signal: AbortSignal, each: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) {
    await each();
    await sleep(50, undefined, { signal }).catch(() => undefined);
  }
}

async function timesOver(count: number, each: () => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: count }, each));
}

/** Visitors who get what they ask for. */
export const calm: Trouble = async (url, signal) => {
  await runLoad({ url, seconds: 600, concurrency: 1, token: TOKEN, signal });
};

/** Requests, statements, outbound requests, messages and jobs fail, beside visitors. */
export const failing: Trouble = async (url, signal) => {
  await Promise.all([
    calm(url, signal),
    again(signal, async () => {
      const post = (path: string) => send(`${url}/api/${path}`, signal, { method: 'POST' });
      for (const what of ['fetch', 'notify', 'calendar', 'load']) await post(`${what}/simulate?fail=1`);
      await post('load/simulate?database=fail');
    }),
  ]);
};

/** Nothing is answered for ten seconds, nor are this service's own requests. */
export const slow: Trouble = async (url, signal) => {
  await Promise.all([
    again(signal, () => timesOver(200, () => send(`${url}/api/load/simulate?latencyMs=10000`, signal))),
    again(signal, () => timesOver(20, () => send(`${url}/api/fetch/simulate?delayMs=8000`, signal))),
  ]);
};

/** Its loop is blocked, its cache is cold, somebody guesses tokens, and its pages are slow in browsers. */
export const troubled: Trouble = async (url, signal) => {
  const reports = Object.entries({ LCP: 9_000, INP: 900, FCP: 6_000, TTFB: 4_000, CLS: 0.6 });
  const body = JSON.stringify(reports.map(([name, value]) => ({ name, value, page: '/' })));
  await again(signal, async () => {
    for (let i = 0; i < 10; i++) {
      await send(`${url}/api/load/simulate?cache=clear`, signal);
      await send(`${url}/api/works`, signal);
      await send(`${url}/api/works`, signal, { method: 'POST', headers: { authorization: 'Bearer wrong' } });
    }
    await send(`${url}/api/metrics/web-vitals`, signal, { method: 'POST', headers: { origin: url }, body });
    await send(`${url}/api/load/simulate?cpuMs=400`, signal);
  });
};

/**
 * Starts the service on one port again and again, so that each is seen, and ends the last one.
 * @param startAfter resolves to the time of a start that is seen and later than the one given, in seconds
 */
export async function restarting(
  port: number,
  startAfter: (earlierSeconds: number) => Promise<number>,
): Promise<void> {
  let lastSeconds = 0;
  for (let i = 0; i < 4; i++) {
    const { program } = await startService({ PORT: String(port) });
    lastSeconds = await startAfter(lastSeconds);
    await program.stop('SIGKILL');
    // Whole seconds tell starts apart.
    await sleep(1_500);
  }
}
