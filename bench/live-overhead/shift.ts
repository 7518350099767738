import { spawn } from 'node:child_process';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { LiveEvent } from '@perf-suite/schema';
import { type LiveStream, startLiveStream } from '@perf-suite/stream';
import { median } from 'simple-statistics';
import { shuffled } from '../shuffled.js';
import { signTestInterval } from '../sign-test-interval.js';
import { liveEventsOfStart } from './start-events.js';

/**
 * Whether watching moves what is measured: one worker process measures a benchmark without a break,
 * while its samples go to nobody, to an unwatched stream, to 1 watcher, to 100, or to 10 that stalled.
 * Each block has every condition once, half a second each, in random order, so that the machine's own
 * moods hit all alike. Prints the shift of p50 against `off` with its 95 % interval over the blocks.
 */
const { values } = parseArgs({ options: { blocks: { type: 'string', default: '60' } } });
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const { runWorker }: typeof import('../../packages/perf-suite/dist/orchestrator/processes/run-worker.js') =
  await import(
    pathToFileURL(join(repository, 'packages/perf-suite/dist/orchestrator/processes/run-worker.js')).href
  );

const SLICES_IN_TURN = 10;
/** The stream sends what it was given up to a quarter of a second later: those slices belong to nobody. */
const SLICES_DROPPED = 5;
const SLICE_MS = 50;
const CONDITIONS = [
  'off',
  'off again (A/A)',
  'live, nobody watches',
  '1 watcher',
  '100 watchers',
  '10 stalled',
];

const streams = new Map<string, LiveStream>();
for (const name of CONDITIONS.slice(2))
  streams.set(name, await startLiveStream({ host: '127.0.0.1', port: 0 }));
const watchers = [
  watch('1 watcher', ['reading', '1']),
  watch('100 watchers', ['reading', '100']),
  watch('10 stalled', ['stalled', '10']),
];
for (const stream of streams.values()) for (const event of liveEventsOfStart()) stream.publish(event);
await allConnected({ '1 watcher': 1, '100 watchers': 100, '10 stalled': 10 });

const blocks = Number(values.blocks);
const turns = Array.from({ length: blocks }, () => shuffled(CONDITIONS)).flat();
const medianNs: number[][] = turns.map(() => []);
let slice = 0;
let first = 0;
const file = join(repository, 'examples/sorting.bench.ts');
const id = 'sorting.bench.ts#sort > cars by weight (cars=400)';
const exit = await runWorker(
  {
    task: 'measure',
    root: join(repository, 'examples'),
    fileId: 'sorting.bench.ts',
    variants: [
      { variant: 'head', file, contentFrom: file, folder: join(repository, 'examples'), packages: {} },
    ],
    benchmarks: [{ id, batchSize: null, warmupMs: 150, timeMs: turns.length * SLICES_IN_TURN * SLICE_MS }],
    seed: 1,
    cacheFolder: join(tmpdir(), 'perf-suite-live-overhead'),
  },
  {
    core: availableParallelism() > 1 ? availableParallelism() - 1 : null,
    nodeFlags: [],
    timeoutMs: 3_600_000,
    onMessage(message) {
      if (message.type === 'benchmark-failed') throw new Error(message.message);
      if (message.type === 'samples') take(message.head);
    },
  },
);
// Those that read must have stayed to the end; the stalled ones are cut off on purpose.
await allConnected({ '1 watcher': 1, '100 watchers': 100 });
for (const watcher of watchers) watcher.kill();
await Promise.all([...streams.values()].map((stream) => stream.finish()));
if (exit.kind !== 'finished') throw new Error(`the worker ended by ${exit.kind}: ${exit.output}`);
print();

/** Waits until each stream has the watchers it should have: without them the bench would compare nothing with nothing. */
async function allConnected(expected: Readonly<Record<string, number>>): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  for (const [condition, count] of Object.entries(expected)) {
    const found = () => streams.get(condition)?.watcherCount ?? 0;
    while (found() < count && performance.now() < deadlineMs)
      await new Promise((resolve) => setTimeout(resolve, 50));
    if (found() !== count) throw new Error(`${condition}: expected ${count} connected, found ${found()}`);
    process.stderr.write(`${condition}: ${found()} connected\n`);
  }
}

/** Notes a slice's median under the condition of its turn, and publishes it where that condition says. */
function take(durationsNs: Float64Array): void {
  const turn = Math.floor(slice / SLICES_IN_TURN);
  const condition = turns[turn];
  if (condition === undefined || durationsNs.length === 0) return;
  if (slice % SLICES_IN_TURN >= SLICES_DROPPED) medianNs[turn]?.push(median([...durationsNs]));
  streams.get(condition)?.publish(samplesEvent(durationsNs));
  slice += 1;
  first += durationsNs.length;
}

function samplesEvent(durationsNs: Float64Array): LiveEvent {
  return {
    type: 'samples',
    t: performance.now(),
    benchmark: 0,
    round: 0,
    variant: 'head',
    first,
    ns: [...durationsNs],
  };
}

function watch(condition: string, args: readonly string[]): ReturnType<typeof spawn> {
  const url = streams.get(condition)?.url ?? '';
  return spawn(process.execPath, [fileURLToPath(new URL('watchers.js', import.meta.url)), url, ...args], {
    stdio: 'ignore',
  });
}

function print(): void {
  console.log(
    `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}; ${blocks} blocks of ${CONDITIONS.length} turns\n`,
  );
  console.log('| the samples go to | shift of p50 against off, 95 % interval |');
  console.log('| --- | --- |');
  for (const condition of CONDITIONS.slice(1)) console.log(`| ${condition} | ${shiftOf(condition)} |`);
}

/**
 * ln(median / median off) of each block; its median over the blocks that were measured whole, with the
 * interval of the sign test.
 */
function shiftOf(condition: string): string {
  const shifts: number[] = [];
  for (let block = 0; block < blocks; block++) {
    const ns = (name: string) => {
      const at = block * CONDITIONS.length + turns.slice(block * CONDITIONS.length).indexOf(name);
      return medianNs[at] ?? [];
    };
    if (ns(condition).length === 0 || ns('off').length === 0) continue;
    shifts.push(Math.log(median(ns(condition)) / median(ns('off'))));
  }
  const shift = signTestInterval(shifts);
  const percent = (log: number) => `${(Math.expm1(log) * 100).toFixed(2)} %`;
  return `${percent(shift.point)} [${percent(shift.lower)}, ${percent(shift.upper)}]`;
}
