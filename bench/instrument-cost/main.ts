import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { instrument, ServiceMetrics } from '@perf-suite/instrument';
import { median, quantileSorted } from 'simple-statistics';
import { shuffled } from '../shuffled.js';
import { signTestInterval } from '../sign-test-interval.js';

/**
 * What instrumenting a service costs: in each round three fresh processes of one service, with nothing on, with
 * metrics, with metrics and tracing of every request, get the same requests in slices, in random order. Processes of
 * the same code differ, so that the round is what is repeated. Prints CPU time and latency of a request, memory, and
 * what each metric costs by itself.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '12' },
    slices: { type: 'string', default: '24' },
    requests: { type: 'string', default: '100' },
  },
});
const MODES = ['off', 'metrics', 'metrics and tracing'] as const;
type Mode = (typeof MODES)[number];
const PATHS = ['/nothing/1', '/work/1'] as const;
/** V8 goes on compiling for some thousand requests: what a service costs in its first seconds is not the question. */
const WARM_UP_REQUESTS = 20_000;

/** What one process took. */
interface Taken {
  /** Of each slice, a request. */
  readonly cpuUs: number[];
  /** Of each slice, those of its requests. */
  readonly latenciesUs: number[][];
  rssBytes: number;
}

interface Service {
  readonly child: ChildProcess;
  readonly port: number;
  readonly agent: Agent;
}

const collector = createServer((request, response) => {
  request.resume().on('end', () => response.end());
}).listen(0, '127.0.0.1');
await once(collector, 'listening');
const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;

/** All services on one core, and this process on another: cores that are shared with others differ in speed. */
const arePinned = process.platform === 'linux' && cpus().length > 1;
if (arePinned) execFileSync('taskset', ['-a', '-c', '-p', '0', String(process.pid)]);

const hashes = hashesPerMs();
/** By mode and path, one for each round. */
const taken = new Map<string, Taken[]>();
for (let round = 0; round < Number(values.rounds); round++) {
  await measureRound();
  process.stderr.write(`round ${round + 1} of ${values.rounds}\n`);
}
collector.closeAllConnections();
collector.close();
print();

async function measureRound(): Promise<void> {
  const services = new Map<Mode, Service>();
  for (const mode of shuffled(MODES)) services.set(mode, await start(mode));
  const round = new Map<string, Taken>();
  for (const service of services.values()) {
    await ask(service, '/nothing/1', WARM_UP_REQUESTS);
    await ask(service, '/work/1', WARM_UP_REQUESTS / 10);
  }
  for (let slice = 0; slice < Number(values.slices); slice++) {
    for (const path of PATHS) {
      for (const mode of shuffled(MODES)) {
        const of = round.get(`${mode} ${path}`) ?? { cpuUs: [], latenciesUs: [], rssBytes: 0 };
        round.set(`${mode} ${path}`, of);
        await measureSlice(services.get(mode) as Service, path, of);
      }
    }
  }
  for (const [key, one] of round) taken.set(key, [...(taken.get(key) ?? []), one]);
  for (const { child, agent } of services.values()) {
    agent.destroy();
    child.disconnect();
    await once(child, 'exit');
  }
}

/** Of 1,024 bytes, on this machine as it is now. */
function hashesPerMs(): number {
  const data = Buffer.alloc(1_024, 'a');
  const hash = (count: number) => {
    const startMs = performance.now();
    const digest = createHash('sha256');
    for (let i = 0; i < count; i++) digest.update(data);
    digest.digest('hex');
    return performance.now() - startMs;
  };
  hash(20_000);
  return Math.max(1, Math.round(1_000 / median(Array.from({ length: 20 }, () => hash(1_000)))));
}

async function start(mode: Mode): Promise<Service> {
  const script = fileURLToPath(new URL('service.js', import.meta.url));
  const commandLine = [process.execPath, script, mode, String(hashes), endpoint];
  const [command, ...args] = arePinned ? ['taskset', '-c', '1', ...commandLine] : commandLine;
  const child = spawn(command as string, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port, agent: new Agent({ keepAlive: true, maxSockets: 1 }) };
}

async function stateOf({ child }: Service): Promise<{ readonly cpuUs: number; readonly rssBytes: number }> {
  child.send('state');
  const [state] = (await once(child, 'message')) as [{ cpuUs: number; rssBytes: number }];
  return state;
}

async function measureSlice(service: Service, path: string, into: Taken): Promise<void> {
  const requests = Number(values.requests);
  const before = await stateOf(service);
  into.latenciesUs.push(await ask(service, path, requests));
  const after = await stateOf(service);
  into.cpuUs.push((after.cpuUs - before.cpuUs) / requests);
  into.rssBytes = Math.max(into.rssBytes, after.rssBytes);
}

/** One request after the other on one connection: each latency is its own. */
async function ask({ port, agent }: Service, path: string, requests: number): Promise<number[]> {
  const latenciesUs: number[] = [];
  for (let i = 0; i < requests; i++) {
    const startMs = performance.now();
    await new Promise<void>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, agent }, (response) => {
        response.resume().on('end', resolve);
      }).on('error', reject);
    });
    latenciesUs.push((performance.now() - startMs) * 1_000);
  }
  return latenciesUs;
}

function print(): void {
  const [{ model = 'unknown' } = {}] = cpus();
  console.log(
    `${model}, ${cpus().length} cores, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log(
    `${values.rounds} rounds of ${values.slices} slices of ${values.requests} requests: medians of the rounds, with 95 % intervals by the sign test\n`,
  );
  console.log(
    '| request | what is on | CPU a request | more CPU than off | p50 | later than off | p99 | memory |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const path of PATHS) for (const mode of MODES) console.log(row(path, mode));
  printMetrics();
}

function row(path: string, mode: Mode): string {
  const rounds = taken.get(`${mode} ${path}`) ?? [];
  const latencies = rounds.flatMap(({ latenciesUs }) => latenciesUs.flat()).sort((a, b) => a - b);
  const quantile = (at: number) => `${quantileSorted(latencies, at).toFixed(0)} µs`;
  const cells = [
    path,
    mode,
    `${median(rounds.map(({ cpuUs }) => median(cpuUs))).toFixed(0)} µs`,
    mode === 'off' ? '' : added(path, mode, ({ cpuUs }) => cpuUs),
    quantile(0.5),
    mode === 'off' ? '' : added(path, mode, ({ latenciesUs }) => latenciesUs.map((slice) => median(slice))),
    quantile(0.99),
    `${(median(rounds.map(({ rssBytes }) => rssBytes)) / 2 ** 20).toFixed(0)} MiB`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** @param ofSlices microseconds of each slice, which is compared with the one of the same time: a machine's speed changes. */
function added(path: string, mode: Mode, ofSlices: (one: Taken) => readonly number[]): string {
  const rounds = taken.get(`${mode} ${path}`) ?? [];
  const off = taken.get(`off ${path}`) ?? [];
  const compared = (compare: (us: number, offUs: number) => number) =>
    signTestInterval(
      rounds.map((one, i) => {
        const offSlices = ofSlices(off[i] as Taken);
        return median(ofSlices(one).map((us, at) => compare(us, offSlices[at] as number)));
      }),
    );
  const us = interval(
    compared((one, without) => one - without),
    'µs',
  );
  const share = interval(
    compared((one, without) => 100 * (one / without - 1)),
    '%',
  );
  return `${us}; ${share}`;
}

function interval({ point, lower, upper }: ReturnType<typeof signTestInterval>, unit: string): string {
  return `${point.toFixed(1)} ${unit} [${lower.toFixed(1)}, ${upper.toFixed(1)}]`;
}

function printMetrics(): void {
  const metrics = new ServiceMetrics({ processMetrics: false, systemMetrics: false });
  instrument(createServer(), { metrics });
  const counter = metrics.counter({ name: 'own_total', help: 'Own.', labels: ['kind'] });
  const gauge = metrics.gauge({ name: 'own_gauge', help: 'Own.', labels: ['kind'] });
  const histogram = metrics.histogram({
    name: 'own_seconds',
    help: 'Own.',
    labels: ['kind'],
    bounds: [0.1, 1, 10],
  });
  const nothing = () => 1;
  const calls: Readonly<Record<string, (i: number) => void>> = {
    'counter.add, 1 label': () => counter.add({ kind: 'a' }),
    'gauge.set, 1 label': (i) => gauge.set({ kind: 'a' }, i),
    'histogram.observe, 1 label': (i) => histogram.observe({ kind: 'a' }, i % 10),
    cacheHit: () => metrics.cacheHit('works'),
    userActive: (i) => metrics.userActive(`user ${i % 1_000}`),
    trackOperation: () => metrics.trackOperation({ operation: 'select', table: 'works' }, nothing),
  };
  console.log('\n| metric | a call |\n| --- | --- |');
  for (const [name, call] of Object.entries(calls)) {
    const time = () => {
      const startMs = performance.now();
      for (let i = 0; i < 20_000; i++) call(i);
      return ((performance.now() - startMs) / 20_000) * 1e6;
    };
    for (let i = 0; i < 5; i++) time();
    console.log(`| ${name} | ${median(Array.from({ length: 15 }, time)).toFixed(0)} ns |`);
  }
}
