import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PerfError, type Variant } from '@perf-suite/schema';
import { median } from '../../wire/median.js';
import type { SamplesMessage, VariantSource, WorkerJob, WorkerMessage } from '../../wire/protocol.js';
import { createRandom, deriveSeed } from '../../wire/random.js';
import type { RunWorker } from '../rounds/measure-round.js';
import { REFERENCE_NAMES } from './reference-benchmarks.js';

/** How far one piece of code seems to differ from itself here. */
export interface ReferenceNoise {
  readonly name: string;
  /** ln(head / base) of two copies of the same code, one for each round: 0 on a perfect machine. */
  readonly logRatios: readonly number[];
  /** Typical size of those, as a ratio (0.01 = 1 %): the spread between rounds. */
  readonly spreadRatio: number;
  /** How far the machine's own speed moved within rounds, median as a ratio; null when not watched. */
  readonly movedRatio: number | null;
}

export interface NoiseOptions {
  readonly rounds: number;
  /** Measuring time for each reference benchmark and round. */
  readonly timeMs: number;
  /** Warm-up of each benchmark and round. */
  readonly warmupMs: number;
  readonly seed: number;
  readonly core: number | null;
  readonly nodeFlags: readonly string[];
  /** An empty folder for what workers cache. */
  readonly cacheFolder: string;
  readonly signal: AbortSignal;
  readonly runWorker: RunWorker;
  readonly onRound: (doneCount: number) => void;
}

/** The built reference benchmarks: workers load what users' machines load, also when this runs from the sources. */
const ROOT = join(
  dirname(createRequire(import.meta.url).resolve('perf-suite/package.json')),
  'dist',
  'orchestrator',
  'doctor',
);
const FILE_ID = 'reference-benchmarks.js';
const TIMEOUT_MS = 30_000;

/**
 * Measures the reference benchmarks against themselves, exactly as a run measures head against base: two copies
 * of the code, in pairs, in a fresh process for each round. Any difference found is this machine's.
 * @throws {PerfError} `worker-died` when a round cannot be measured; `interrupted`
 */
export async function measureNoise(options: NoiseOptions): Promise<ReferenceNoise[]> {
  const rounds: Round[] = [];
  const batchSizes = new Map<string, number>();
  for (let round = 0; round < options.rounds; round++) {
    rounds.push(await measureRound(round, batchSizes, options));
    options.onRound(round + 1);
  }
  return REFERENCE_NAMES.map((name) => {
    const logRatios = rounds.map(({ samples }) => pairMedianLog(samples.get(idOf(name)) ?? []));
    const moved = rounds.flatMap(({ moved }) => moved.get(idOf(name)) ?? []);
    return {
      name,
      logRatios,
      spreadRatio: rootMeanSquare(logRatios),
      movedRatio: moved.length === 0 ? null : median(moved),
    };
  });
}

interface Round {
  readonly samples: ReadonlyMap<string, readonly SamplesMessage[]>;
  readonly moved: ReadonlyMap<string, number>;
}

async function measureRound(
  round: number,
  batchSizes: Map<string, number>,
  options: NoiseOptions,
): Promise<Round> {
  const samples = new Map<string, SamplesMessage[]>();
  const moved = new Map<string, number>();
  const onMessage = (message: WorkerMessage): void => {
    if (message.type === 'load-failed' || message.type === 'benchmark-failed')
      throw notMeasured(message.message);
    if (message.type === 'benchmark-started') batchSizes.set(message.id, message.batchSize);
    if (message.type === 'samples') samples.set(message.id, [...(samples.get(message.id) ?? []), message]);
    if (message.type === 'benchmark-measured' && message.noiseRatio !== null)
      moved.set(message.id, message.noiseRatio);
  };
  const { core, nodeFlags, signal, runWorker } = options;
  const exit = await runWorker(jobFor(round, batchSizes, options), {
    core,
    nodeFlags,
    timeoutMs: TIMEOUT_MS,
    onMessage,
    signal,
  });
  if (signal.aborted) throw new PerfError('interrupted', 'The measurement was stopped before it was done.');
  if (exit.kind !== 'finished') throw notMeasured(`a process ended as "${exit.kind}": ${exit.output.trim()}`);
  return { samples, moved };
}

function jobFor(round: number, batchSizes: ReadonlyMap<string, number>, options: NoiseOptions): WorkerJob {
  const seed = deriveSeed(options.seed, 'round', round);
  const random = createRandom(seed);
  const variants: readonly Variant[] = random.coin() ? ['base', 'head'] : ['head', 'base'];
  return {
    task: 'measure',
    root: ROOT,
    fileId: FILE_ID,
    variants: variants.map(sourceOf),
    benchmarks: random.shuffle(REFERENCE_NAMES).map((name) => ({
      id: idOf(name),
      batchSize: batchSizes.get(idOf(name)) ?? null,
      timeMs: options.timeMs,
      warmupMs: options.warmupMs,
    })),
    seed,
    cacheFolder: options.cacheFolder,
  };
}

function sourceOf(variant: Variant): VariantSource {
  const file = join(ROOT, FILE_ID);
  return { variant, file, contentFrom: file, folder: ROOT, packages: {} };
}

function idOf(name: string): string {
  return `${FILE_ID}#${name}`;
}

/** The median of ln(head / base) over a round's pairs, as the judge takes it. */
function pairMedianLog(messages: readonly SamplesMessage[]): number {
  const logs = messages.flatMap(({ head, base }) =>
    Array.from(head, (headNs, i) => Math.log(headNs / (base?.[i] ?? Number.NaN))),
  );
  const finite = logs.filter(Number.isFinite);
  if (finite.length === 0) throw notMeasured('a round gave no samples');
  return median(finite);
}

/** Around 0, not around the mean: the truth is known, both copies are the same code. */
function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function notMeasured(reason: string): PerfError {
  return new PerfError('worker-died', `The noise of this machine could not be measured: ${reason}`, {
    hint: 'Try again; if it fails again, check the limits on memory and processes here.',
  });
}
