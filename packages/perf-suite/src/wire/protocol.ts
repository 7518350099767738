import type {
  Allocation,
  BenchmarkKind,
  BenchmarkMemory,
  Budget,
  ExecutionUsage,
  Failure,
  MetricValues,
  RequestsByVariant,
  Variant,
  Warning,
} from '@perf-suite/schema';
import type { MeasuringTime } from './measuring-time.js';
import type { ObservedMessage } from './observation.js';
import type { ProfiledMessage, ProfileRequest } from './profile.js';
import type { StageTimes } from './stage-clock.js';

/**
 * What passes between the orchestrator and a worker: one job in (JSON on stdin), then messages out
 * on fd 3. Control messages and samples share that pipe so that their order holds.
 */

/** Where one variant's copy of the benchmark file is imported from. */
export interface VariantSource {
  readonly variant: Variant;
  /** Absolute path that the file has (head) or would have (base): relative imports resolve from here. */
  readonly file: string;
  /** Absolute path of the content to load there; differs from `file` where head's file is laid over base. */
  readonly contentFrom: string;
  /** Absolute folder of this side's project: where a process that is this side's alone works. */
  readonly folder: string;
  /** Bare specifiers that resolve elsewhere for this variant: package name to absolute folder. */
  readonly packages: Readonly<Record<string, string>>;
  /** Variables that commands of this side need to be other than in the process that starts them; left out for none. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Absolute folders whose programs such commands find before those of the side's project; left out for none. */
  readonly programs?: readonly string[];
  /** Absolute paths of the side's other benchmark files: what they declare is theirs, also where this one imports them. */
  readonly otherFiles?: readonly string[];
}

export interface BenchmarkRequest extends MeasuringTime {
  readonly id: string;
  /** Null calibrates; otherwise the batch size that an earlier round settled on. */
  readonly batchSize: number | null;
  /** Least time of the warm-up of one variant; two that share a process get half as much again, together. */
  readonly warmupMs: number;
  /**
   * After how many calls of each variant earlier rounds were steady: this one may be warmed up for less than its least
   * time. Left out where none has found out, or the least time is to be kept.
   */
  readonly steadyAfterCalls?: number;
}

export interface WorkerJob {
  /**
   * `list` loads the file and lists what is in it; `observe` also notes what loading and calls do; `measure` measures;
   * `profile` finds out which functions the calls of one benchmark spend their time in.
   */
  readonly task: 'list' | 'observe' | 'measure' | 'profile';
  /** How, where the task is `profile`. */
  readonly profile?: ProfileRequest;
  /** Absolute project root; benchmark ids name files relative to it. */
  readonly root: string;
  /** The file's part of the benchmark ids: relative to the root, forward slashes. */
  readonly fileId: string;
  /** One (head) or two, in the order they are imported. */
  readonly variants: readonly VariantSource[];
  /** In the order they are measured; empty for `list`, and for `observe` where all are called. */
  readonly benchmarks: readonly BenchmarkRequest[];
  readonly seed: number;
  /** True for one of two processes that take turns, a variant each: fd 4 then carries the answers. */
  readonly takesTurns?: boolean;
  /**
   * True where the benchmarks are requests to one service: one process sends load to both sides, whatever the isolation,
   * since each side's service is a process of its own.
   */
  readonly ofService?: true;
  /** Folder for transformed TypeScript, kept between runs. */
  readonly cacheFolder: string;
}

/** What the line of a command, or of a service's start, says before it is executed. */
export interface DeclaredCommand {
  /** Its words; of a line for the shell, what looks like words. */
  readonly words: readonly string[];
  /** Those of them that may be names of programs that the system searches for. */
  readonly programs: readonly string[];
  /** Where it is executed, relative to the side's project folder; null for that folder. */
  readonly cwd: string | null;
}

/** A benchmark as its file declares it. */
export interface DeclaredBenchmark {
  readonly id: string;
  readonly group: readonly string[];
  readonly name: string;
  /** Left out for a function. */
  readonly kind?: BenchmarkKind;
  /** What its line says, where it is a command or a request to a service. */
  readonly command?: DeclaredCommand;
  /** Groups and name of the service that it is a request to: all requests to one are measured together. */
  readonly service?: string;
  readonly async: boolean;
  readonly timeMs: number | null;
  readonly minimumEffect: number | null;
  /** The longest that an iteration may take, in nanoseconds; left out without a budget. */
  readonly budgetNs?: Budget;
}

export interface ProcessUsage {
  /** When it was read: milliseconds since 1970 by the process's own clock, which never goes back. */
  readonly atMs: number;
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
}

/** Batch durations in nanoseconds since the last such message, in the order measured. */
export interface SamplesMessage {
  readonly type: 'samples';
  readonly id: string;
  readonly head: Float64Array;
  /** As long as `head` when two variants are measured, else null. */
  readonly base: Float64Array | null;
  /** For each pair 1 when head ran first, else 0; null when one variant is measured. */
  readonly headFirst: Uint8Array | null;
  readonly usage: ProcessUsage;
}

/** Medians over calls that tell their own time, as `overriddenDuration`. */
export interface OwnTimes {
  readonly reportedNs: number;
  /** What the clock showed besides; below zero where a call told more than that. */
  readonly restNs: number;
}

export interface BenchmarkMeasuredMessage {
  readonly type: 'benchmark-measured';
  readonly id: string;
  readonly measuredCount: number;
  readonly memory: BenchmarkMemory | null;
  /** What a call of each variant allocates; left out where the run was asked to stop before that was read. */
  readonly allocation?: Partial<Record<Variant, Allocation>>;
  /** What an execution of each variant used; only of a command. */
  readonly executionUsage?: Partial<Record<Variant, ExecutionUsage>>;
  /** What became of all requests of its name; only of a service. */
  readonly requests?: RequestsByVariant;
  readonly noiseRatio: number | null;
  readonly warnings: readonly Warning[];
  /** What the code of head (of a variant process: its own variant) said of metrics of the user's own. */
  readonly metrics: readonly MetricValues[];
  /** Only of a benchmark that tells its own time. */
  readonly ownTimes?: Partial<Record<Variant, OwnTimes>>;
}

export interface BenchmarkFailedMessage {
  readonly type: 'benchmark-failed';
  readonly id: string;
  readonly variant: Variant;
  readonly reason: Extract<
    Failure['reason'],
    'setup' | 'threw' | 'rejected' | 'no-samples' | 'exited' | 'killed' | 'crashed'
  >;
  readonly message: string;
  readonly stack: string | null;
  /** What to do about it, where that is more than its reason tells. */
  readonly hint?: string;
}

export type WorkerMessage =
  | {
      readonly type: 'loaded';
      readonly variant: Variant;
      readonly benchmarks: readonly DeclaredBenchmark[];
      /** Whether some that it declared were left to the other files that they are of. */
      readonly leavesToOthers: boolean;
      readonly warnings: readonly Warning[];
      readonly usage: ProcessUsage;
    }
  | {
      readonly type: 'load-failed';
      readonly variant: Variant;
      /** What kind of mistake in the file it is; `load-failed` for whatever its code threw; `no-benchmarks` where it declares none. */
      readonly code: 'load-failed' | 'no-benchmarks' | 'bad-usage' | 'duplicate-name';
      readonly message: string;
      readonly hint: string | null;
      readonly stack: string | null;
    }
  | {
      readonly type: 'benchmark-started';
      readonly id: string;
      readonly batchSize: number;
      /** Whether its calls are awaited: found out by calling it, so it may differ from what was declared. */
      readonly async: boolean;
      /** After how many calls of each variant its warm-up found none of them to get any faster. */
      readonly steadyAfterCalls?: number;
    }
  | SamplesMessage
  | BenchmarkMeasuredMessage
  | BenchmarkFailedMessage
  | ObservedMessage
  | ProfiledMessage
  | {
      readonly type: 'finished';
      readonly usage: ProcessUsage;
      readonly rssPeakBytes: number;
      readonly times: StageTimes;
    };
