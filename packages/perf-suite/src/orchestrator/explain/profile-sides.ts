import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PerfError, type Variant } from '@perf-suite/schema';
import type { ProfiledMessage } from '../../wire/profile.js';
import type { VariantSource, WorkerMessage } from '../../wire/protocol.js';
import { failureOf } from '../processes/worker-exit-failure.js';
import type { BenchmarkRecord } from '../results/benchmark-record.js';
import type { RoundSettings, RunWorker } from '../rounds/measure-round.js';
import { type Deoptimisation, parseDeoptimisations } from './deoptimisations.js';
import type { Sides } from './sides.js';

const SAMPLING_INTERVAL_US = 125;
const PROFILE_MS = 250;

/** Each function keeps frames of its own, whatever calls it. */
const WITHOUT_INLINING = [
  '--no-turbo-inlining',
  '--max-inlined-bytecode-size=0',
  '--max-inlined-bytecode-size-cumulative=0',
];

/** What one process showed of one variant. */
export interface Profiled {
  readonly message: ProfiledMessage;
  readonly deoptimisations: readonly Deoptimisation[];
}

/** All profiles of a benchmark. */
export interface BenchmarkProfiles {
  /** Of processes that inline nothing, with allocations; null where there was no time for them. */
  readonly apart: Sides<Profiled> | null;
  /** As measured: pairs, one side right after the other. */
  readonly repetitions: readonly Sides<Profiled>[];
}

export interface ProfileParts {
  readonly settings: RoundSettings;
  readonly runWorker: RunWorker;
  /** Aborted when there is no time left. */
  readonly signal: AbortSignal;
}

/**
 * Profiles one benchmark of one variant in a process of its own.
 * @param inlining whether functions are inlined, as where they are measured; without it, allocations are sampled, too
 * @throws {PerfError} `worker-died` with why there is no profile
 */
export async function profileSide(
  benchmark: BenchmarkRecord,
  source: VariantSource,
  { inlining }: { readonly inlining: boolean },
  { settings, runWorker, signal }: ProfileParts,
): Promise<Profiled> {
  const { planned, batchSize } = benchmark;
  const timeoutMs = settings.timeoutMsOf(planned.fileId);
  const logFolder = await mkdtemp(join(tmpdir(), 'perf-deopt-')).catch(() => null);
  const received: WorkerMessage[] = [];
  try {
    const exit = await runWorker(
      {
        task: 'profile',
        root: settings.root,
        fileId: planned.fileId,
        variants: [source],
        benchmarks: [
          { id: planned.id, batchSize, timeMs: PROFILE_MS, warmupMs: settings.warmupOf(benchmark).ms },
        ],
        profile: { durationMs: PROFILE_MS, intervalUs: SAMPLING_INTERVAL_US, allocations: !inlining },
        seed: 1,
        cacheFolder: settings.cacheFolder,
      },
      {
        core: settings.cores[0] ?? null,
        nodeFlags: [
          ...settings.nodeFlags,
          ...(inlining ? [] : WITHOUT_INLINING),
          ...(logFolder === null ? [] : ['--log-deopt', `--logfile=${join(logFolder, 'v8.log')}`]),
        ],
        timeoutMs,
        signal,
        onMessage: (message) => received.push(message),
      },
    );
    const message = received.find((one) => one.type === 'profiled');
    if (message !== undefined && message.calls > 0)
      return { message, deoptimisations: await readLog(logFolder, message.warmAfterUs) };
    const failed = received.find(({ type }) => type === 'benchmark-failed' || type === 'load-failed');
    const ended = failureOf(exit, { round: 0, timeoutMs, repeated: false })?.message.replace(
      ' in round 1',
      '',
    );
    throw noProfile(source.variant, failed !== undefined && 'message' in failed ? failed.message : ended);
  } finally {
    if (logFolder !== null) await rm(logFolder, { recursive: true, force: true }).catch(() => {});
  }
}

function noProfile(variant: Variant, reason = 'its process gave no profile'): PerfError {
  return new PerfError('worker-died', `${variant} could not be profiled: ${reason}`);
}

/** Each thread has a file of its own. */
async function readLog(folder: string | null, warmAfterUs: number): Promise<Deoptimisation[]> {
  if (folder === null) return [];
  const names = await readdir(folder).catch(() => []);
  const logs = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  return logs.flatMap((log) => parseDeoptimisations(log, warmAfterUs));
}
