import { PerfError, type Variant } from '@perf-suite/schema';
import type { Activity, BenchmarkObserved, FunctionRan, ScriptSeen } from '../../wire/observation.js';
import type { DeclaredBenchmark, VariantSource, WorkerMessage } from '../../wire/protocol.js';
import type { ListOptions } from '../plan/list-files.js';
import { failureOf } from '../processes/worker-exit-failure.js';

export type LoadFailure = Extract<WorkerMessage, { readonly type: 'load-failed' }>;

/** What one process showed about the sides of one benchmark file that it loaded. */
export interface Observation {
  readonly scripts: ReadonlyMap<number, ScriptSeen>;
  readonly functions: readonly FunctionRan[];
  readonly declared: Partial<Record<Variant, readonly DeclaredBenchmark[]>>;
  readonly loads: Partial<Record<Variant, Activity>>;
  readonly benchmarks: readonly BenchmarkObserved[];
  readonly loadFailures: readonly LoadFailure[];
}

/** What is known about a file's benchmarks: several observations where a benchmark ended its process. */
export interface Observed {
  readonly observations: readonly Observation[];
  /** Benchmarks that could not be observed, by id, with the reason. */
  readonly unobserved: ReadonlyMap<string, string>;
}

export interface ObserveRequest extends ListOptions {
  readonly fileId: string;
  /** One side, or both in the order in which they are loaded. */
  readonly variants: readonly VariantSource[];
}

/**
 * Loads a benchmark file outside of the measurement and calls its benchmarks a few times. One that ends the
 * process is left out, and the others are observed in a new one.
 * @throws {PerfError} `interrupted`
 */
export async function observeSides(request: ObserveRequest): Promise<Observed> {
  const observations: Observation[] = [];
  const unobserved = new Map<string, string>();
  let left: readonly string[] | null = null;
  while (left === null || left.length > 0) {
    const { observation, failure, current } = await observeOnce(request, left ?? []);
    observations.push(observation);
    if (failure === null) return { observations, unobserved };
    const all: readonly string[] = left ?? idsOf(observation);
    const seen = new Set(observation.benchmarks.map(({ id }) => id));
    const victim = current ?? all.find((id) => !seen.has(id));
    // It died while it was loading: listing it, or its first round, says why.
    if (victim === undefined || all.length === 0) return { observations, unobserved };
    unobserved.set(victim, failure);
    left = all.filter((id) => id !== victim && !seen.has(id));
  }
  return { observations, unobserved };
}

function idsOf({ declared }: Observation): string[] {
  return [...new Set(Object.values(declared).flatMap((benchmarks) => benchmarks.map(({ id }) => id)))];
}

async function observeOnce(
  request: ObserveRequest,
  ids: readonly string[],
): Promise<{ observation: Observation; failure: string | null; current: string | null }> {
  const { root, fileId, variants, cacheFolder, nodeFlags, timeoutMs, signal, runWorker } = request;
  const collector = new ObservationCollector();
  const end = await runWorker(
    {
      task: 'observe',
      root,
      fileId,
      variants,
      benchmarks: ids.map((id) => ({ id, batchSize: null, timeMs: 0, warmupMs: 0 })),
      seed: 0,
      cacheFolder,
    },
    { core: null, nodeFlags, timeoutMs, signal, onMessage: (message) => collector.receive(message) },
  );
  if (signal.aborted) throw new PerfError('interrupted', 'Interrupted before anything was measured');
  const failure = failureOf(end, { round: 0, timeoutMs, repeated: false });
  const message = failure?.message.replace(' in round 1', '') ?? null;
  return { observation: collector, failure: message, current: end.current };
}

class ObservationCollector implements Observation {
  readonly scripts = new Map<number, ScriptSeen>();
  readonly functions: FunctionRan[] = [];
  readonly declared: Partial<Record<Variant, readonly DeclaredBenchmark[]>> = {};
  readonly loads: Partial<Record<Variant, Activity>> = {};
  readonly benchmarks: BenchmarkObserved[] = [];
  readonly loadFailures: LoadFailure[] = [];

  receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'scripts-observed':
        for (const script of message.scripts) this.scripts.set(script.script, script);
        return;
      case 'functions-observed':
        this.functions.push(...message.functions);
        return;
      case 'loaded':
        this.declared[message.variant] = message.benchmarks;
        return;
      case 'load-failed':
        this.loadFailures.push(message);
        return;
      case 'load-observed':
        this.loads[message.variant] = message.activity;
        return;
      case 'benchmark-observed':
        this.benchmarks.push(message);
        return;
      default:
        return;
    }
  }
}
