import { expect, it, onTestFinished } from 'vitest';
import { type GeneratorOptions, LoadGenerator } from './load-generator.js';
import type { Outcome } from './measure/outcome.js';
import { measureSlice } from './measure/slice.js';
import { parseScenario } from './scenario/parse-scenario.js';
import { startTestServer } from './testing/test-server.js';

function generatorFor(
  origin: string,
  requests: unknown[],
  options: Partial<GeneratorOptions> = {},
): LoadGenerator {
  const scenario = parseScenario({ requests }, { source: 'test' });
  const generator = new LoadGenerator({ origin, scenario, timeoutMs: 60_000, ...options });
  onTestFinished(() => generator.close());
  return generator;
}

it('sends in a closed loop as many at once as there are users, on as many connections', async () => {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  const { origin, connectionCount } = await startTestServer((_request, response) => {
    waiting.push(() => response.end('ok'));
    // The first ones are answered when all four are there.
    isOpen ||= waiting.length === 4;
    if (isOpen) for (const answer of waiting.splice(0)) answer();
  });
  const generator = generatorFor(origin, ['/']);
  const model = { kind: 'closed', concurrency: 4 } as const;
  const first = await measureSlice(generator, { model, timeMs: 200 });
  const second = await measureSlice(generator, { model, timeMs: 100 });
  expect(isOpen).toBe(true);
  expect(first.connectionCount).toBeGreaterThanOrEqual(4);
  expect(connectionCount()).toBe(first.connectionCount + second.connectionCount);
  const [result] = second.requests;
  expect(result).toMatchObject({ name: 'GET /', errorCount: 0, errors: {} });
  expect(result?.okCount).toBe(result?.latenciesNs.length);
  expect(result?.okCount).toBeGreaterThanOrEqual(4);
});

it('starts as many requests in an open loop as the rate says, however slow the service is', async () => {
  const { origin } = await startTestServer((_request, response) => {
    setTimeout(() => response.end('ok'), 300);
  });
  const generator = generatorFor(origin, ['/']);
  const outcomes: Outcome[] = [];
  const facts = await generator.run({
    model: { kind: 'open', ratePerSecond: 100 },
    timeMs: 500,
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  expect(facts).toMatchObject({ sentCount: 50, cancelledCount: 0 });
  const intended = outcomes.map(({ intendedNs }) => Math.round(intendedNs)).sort((a, b) => a - b);
  expect(intended).toEqual(Array.from({ length: 50 }, (_, i) => i * 1e7));
  expect(outcomes.every(({ failure }) => failure === null)).toBe(true);
});

/** Answers nothing for half a second from the first request on. */
async function stallingService(): Promise<string> {
  let stallEndMs: number | null = null;
  const { origin } = await startTestServer((_request, response) => {
    stallEndMs ??= performance.now() + 500;
    setTimeout(() => response.end('ok'), Math.max(0, stallEndMs - performance.now()));
  });
  return origin;
}

it('counts the wait for a stalled service from the intended start in an open loop', async () => {
  const generator = generatorFor(await stallingService(), ['/'], { maxConnections: 1 });
  const { requests } = await measureSlice(generator, {
    model: { kind: 'open', ratePerSecond: 100 },
    timeMs: 800,
  });
  const latencies = requests[0]?.latenciesNs ?? new Float64Array();
  expect(latencies).toHaveLength(80);
  // All that were to be sent in the first 450 ms waited at least 50 ms, though they had one connection only.
  expect(latencies.filter((ns) => ns >= 50e6).length).toBeGreaterThanOrEqual(45);
});

it('sends nothing more to a stalled service in a closed loop', async () => {
  const generator = generatorFor(await stallingService(), ['/']);
  const outcomes: Outcome[] = [];
  await generator.run({
    model: { kind: 'closed', concurrency: 1 },
    timeMs: 600,
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  const stallEndNs = outcomes[0]?.endedNs ?? 0;
  expect(stallEndNs).toBeGreaterThanOrEqual(490e6);
  expect(outcomes.filter(({ startedNs }) => startedNs < stallEndNs)).toHaveLength(1);
});

it('draws the same requests in the same order for the same seed', async () => {
  const paths: string[] = [];
  const { origin } = await startTestServer((request, response) => {
    paths.push(request.url ?? '');
    response.end('ok');
  });
  const scenario = parseScenario(
    { values: { id: { from: 1, to: 1000 } }, requests: [{ path: '/a/{id}', weight: 3 }, '/b'] },
    { source: 'test' },
  );
  const generator = new LoadGenerator({ origin, scenario, maxConnections: 1, timeoutMs: 60_000 });
  onTestFinished(() => generator.close());
  const drawn = async (seed: number): Promise<string[]> => {
    paths.length = 0;
    await generator.run({
      model: { kind: 'open', ratePerSecond: 200 },
      timeMs: 200,
      seed,
      onOutcome: () => undefined,
    });
    return [...paths];
  };
  const first = await drawn(7);
  expect(first).toHaveLength(40);
  expect(await drawn(7)).toEqual(first);
  expect(await drawn(8)).not.toEqual(first);
  expect(first.filter((path) => path.startsWith('/a/')).length).toBeGreaterThan(20);
});

it('ends early when asked to, with what was measured until then', async () => {
  const { origin } = await startTestServer((request, response) => {
    if (request.url === '/fast') response.end('ok');
  });
  const generator = generatorFor(origin, ['/fast', '/never'], { timeoutMs: 600_000 });
  const controller = new AbortController();
  const outcomes: Outcome[] = [];
  const facts = await generator.run({
    model: { kind: 'open', ratePerSecond: 20 },
    timeMs: 600_000,
    signal: controller.signal,
    onOutcome: (outcome) => {
      outcomes.push(outcome);
      if (outcomes.length === 5) controller.abort();
    },
  });
  expect(outcomes.every(({ request, failure }) => request === 0 && failure === null)).toBe(true);
  expect(facts.cancelledCount).toBe(facts.sentCount - outcomes.length);
});

it('refuses a second run beside the first, and a rate of zero', async () => {
  const { origin } = await startTestServer((_request, response) => response.end('ok'));
  const generator = generatorFor(origin, ['/']);
  const options = {
    model: { kind: 'closed', concurrency: 1 },
    timeMs: 50,
    onOutcome: () => undefined,
  } as const;
  const first = generator.run(options);
  await expect(generator.run(options)).rejects.toThrow('already runs');
  await first;
  await expect(generator.run({ ...options, model: { kind: 'open', ratePerSecond: 0 } })).rejects.toThrow(
    RangeError,
  );
});
