/** Each load generator on the same service: returns percentiles in milliseconds. */
import { execFile } from 'node:child_process';
import { Agent, request } from 'node:http';
import { promisify } from 'node:util';
import { LoadGenerator, measureSlice, parseScenario } from '@perf-suite/load';
import autocannon from 'autocannon';

const SHARES = { p50: 0.5, p90: 0.9, p99: 0.99 };

const percentilesOf = (latenciesMs) => {
  const sorted = Float64Array.from(latenciesMs).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  return Object.fromEntries(Object.entries(SHARES).map(([name, share]) => [name, at(share)]));
};

const ownGenerator = (model) => async (origin, seconds) => {
  const scenario = parseScenario({ requests: ['/'] }, { source: 'bench' });
  const generator = new LoadGenerator({ origin, scenario });
  try {
    const { requests } = await measureSlice(generator, { model, timeMs: seconds * 1000 });
    return percentilesOf(Array.from(requests[0].latenciesNs, (ns) => ns / 1e6));
  } finally {
    await generator.close();
  }
};

const withAutocannon = (connections) => async (origin, seconds) => {
  const { latency } = await autocannon({ url: origin, connections, duration: seconds });
  // In whole milliseconds.
  return { p50: latency.p50, p90: latency.p90, p99: latency.p99 };
};

const withWrk = (connections) => async (origin, seconds) => {
  const args = ['--latency', '-t', '1', '-c', String(connections), '-d', `${seconds}s`, origin];
  const { stdout } = await promisify(execFile)('wrk', args);
  const at = (percent) => {
    const [, value, unit] = new RegExp(`^ +${percent}% +([\\d.]+)(us|ms|s)`, 'm').exec(stdout);
    return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  return { p50: at(50), p90: at(90), p99: at(99) };
};

/** What k6's constant-arrival-rate does, in the fewest lines: a start each so often, whatever has come back. */
const plainOpenLoop = (rate) => async (origin, seconds) => {
  const agent = new Agent({ keepAlive: true });
  const latenciesMs = [];
  const startMs = performance.now();
  const sent = [];
  const send = (intendedMs) =>
    new Promise((resolve, reject) => {
      request(origin, { agent }, (response) => {
        response.resume().on('end', () => {
          latenciesMs.push(performance.now() - intendedMs);
          resolve();
        });
      })
        .on('error', reject)
        .end();
    });
  for (let i = 0; i < rate * seconds; i++) {
    const intendedMs = startMs + (i / rate) * 1000;
    while (performance.now() < intendedMs) {
      await new Promise((resolve) => setTimeout(resolve, intendedMs - performance.now()));
    }
    sent.push(send(intendedMs));
  }
  await Promise.all(sent);
  agent.destroy();
  return percentilesOf(latenciesMs);
};

export const CONNECTIONS = 10;
export const RATE = 200;

export const CLOSED = {
  'perf-suite load --concurrency 10': ownGenerator({ kind: 'closed', concurrency: CONNECTIONS }),
  'autocannon -c 10': withAutocannon(CONNECTIONS),
  'wrk -c 10': withWrk(CONNECTIONS),
};

export const OPEN = {
  'perf-suite load --rate 200': ownGenerator({ kind: 'open', ratePerSecond: RATE }),
  'open loop of 30 lines, as k6 does it': plainOpenLoop(RATE),
};
