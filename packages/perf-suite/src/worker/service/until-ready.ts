import { connect } from 'node:net';
import { LoadGenerator, type LoadRequest, type Outcome } from '@perf-suite/load';
import type { SuiteService } from '../../api/suite/service-data.js';
import { nowMs, pause } from '../measure/clock.js';
import { listeningPorts } from './listening-ports.js';
import type { RunningService } from './running-service.js';
import { doesNotListen, endedByItself, neverReady } from './service-failures.js';

const LOOK_EVERY_MS = 10;
const ASK_EVERY_MS = 50;
/** A first answer may be one that waits for something. */
const ANSWER_WITHIN_MS = 5000;

/** A service may listen on one of them only. */
const HOSTS = ['127.0.0.1', '::1'] as const;

/**
 * Waits until a service listens on its port and answers; returns its origin, such as `http://127.0.0.1:40123`. Null
 * where `isStopRequested` came first.
 * @throws {CommandFailure} `setup`, `exited`, `killed`, `crashed`
 */
export async function untilReady(
  running: RunningService,
  service: SuiteService,
  isStopRequested: () => boolean,
): Promise<string | null> {
  const endMs = nowMs() + service.startTimeoutMs;
  const host = await untilListening(running, service, { endMs, isStopRequested });
  if (host === null) return null;
  const origin = `${service.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${running.port}`;
  const { ready, http } = service;
  const path = ready ?? '/';
  const scenario = { seed: null, values: new Map(), requests: [questionFor(path, ready === null)] };
  const generator = new LoadGenerator({
    origin,
    scenario,
    http,
    timeoutMs: Math.min(ANSWER_WITHIN_MS, service.startTimeoutMs),
    verifiesCertificate: false,
  });
  try {
    for (;;) {
      const failure = await failureOfOne(generator);
      if (failure === null) return origin;
      expectRunning(running);
      if (isStopRequested()) return null;
      if (nowMs() >= endMs) {
        const said = { limitMs: service.startTimeoutMs, answer: failure.message, output: running.output() };
        throw neverReady(path, said);
      }
      await pause(ASK_EVERY_MS);
    }
  } finally {
    await generator.close();
  }
}

async function untilListening(
  running: RunningService,
  { startTimeoutMs }: SuiteService,
  { endMs, isStopRequested }: { readonly endMs: number; readonly isStopRequested: () => boolean },
): Promise<(typeof HOSTS)[number] | null> {
  for (;;) {
    for (const host of HOSTS) if (await accepts(host, running.port)) return host;
    expectRunning(running);
    if (isStopRequested()) return null;
    if (nowMs() >= endMs) {
      const otherPorts = listeningPorts(running.pids);
      throw doesNotListen(running.port, { limitMs: startTimeoutMs, otherPorts, output: running.output() });
    }
    await pause(LOOK_EVERY_MS);
  }
}

function expectRunning(running: RunningService): void {
  if (running.end !== null) throw endedByItself(running.end, 'before it was ready', running.output());
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, host);
    socket.once('connect', () => {
      socket.destroy();
      settle(true);
    });
    socket.once('error', () => settle(false));
  });
}

function questionFor(path: string, takesAnyAnswer: boolean): LoadRequest {
  const statuses = [{ from: 100, to: takesAnyAnswer ? 599 : 399 }];
  const check = { statuses, headers: {}, bodyText: null, json: [] };
  return { name: 'ready', method: 'GET', path, headers: {}, body: null, weight: 1, timeoutMs: null, check };
}

/** Sends one request; returns why it failed. */
async function failureOfOne(generator: LoadGenerator): Promise<Outcome['failure']> {
  let failure: Outcome['failure'] = null;
  await generator.run({
    model: { kind: 'closed', concurrency: 1 },
    // One request is sent at the start, whatever the time.
    timeMs: 1e-6,
    onOutcome: (outcome) => {
      failure = outcome.failure;
    },
  });
  return failure;
}
