import type { BenchmarkMemory, DeepReadonly, Variant, Warning } from '@perf-suite/schema';

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
  /** Bare specifiers that resolve elsewhere for this variant: package name to absolute folder. */
  readonly packages: Readonly<Record<string, string>>;
}

export interface BenchmarkRequest {
  readonly id: string;
  /** Null calibrates; otherwise the batch size that an earlier round settled on. */
  readonly batchSize: number | null;
  readonly timeMs: number;
}

export interface WorkerJob {
  /** `list` loads the file and tells what is in it; `measure` also measures. */
  readonly task: 'list' | 'measure';
  /** Absolute project root; benchmark ids name files relative to it. */
  readonly root: string;
  /** The file's part of the benchmark ids: relative to the root, forward slashes. */
  readonly fileId: string;
  /** One (head) or two, in the order they are imported. */
  readonly variants: readonly VariantSource[];
  /** In the order they are measured; empty for `list`. */
  readonly benchmarks: readonly BenchmarkRequest[];
  readonly seed: number;
  /** Folder for transformed TypeScript, kept between runs. */
  readonly cacheFolder: string;
}

/** A benchmark as its file declares it. */
export interface DeclaredBenchmark {
  readonly id: string;
  readonly group: readonly string[];
  readonly name: string;
  readonly async: boolean;
  readonly timeMs: number | null;
  readonly minimumEffect: number | null;
}

export interface ProcessUsage {
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
}

export type WorkerMessage = DeepReadonly<
  | { type: 'loaded'; variant: Variant; benchmarks: DeclaredBenchmark[]; usage: ProcessUsage }
  | { type: 'benchmark-started'; id: string; batchSize: number }
  /** Batch durations in ns in the order measured; with two variants both lists have the same length. */
  | {
      type: 'samples';
      id: string;
      head: Float64Array;
      base: Float64Array | null;
      headFirst: Uint8Array | null;
      usage: ProcessUsage;
    }
  | {
      type: 'benchmark-measured';
      id: string;
      measuredCount: number;
      memory: BenchmarkMemory | null;
      noiseRatio: number | null;
      warnings: Warning[];
    }
  | {
      type: 'benchmark-failed';
      id: string;
      variant: Variant;
      reason: 'setup' | 'threw' | 'rejected' | 'no-samples';
      message: string;
      stack: string | null;
    }
  | { type: 'load-failed'; variant: Variant; message: string; stack: string | null }
  | { type: 'finished'; usage: ProcessUsage }
>;
