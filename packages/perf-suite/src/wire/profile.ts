import type { HeapProfiler, Profiler } from 'node:inspector';
import type { Variant } from '@perf-suite/schema';

/**
 * What passes between the orchestrator and a process that profiles one benchmark of one variant. Such processes run
 * after the last round, and measure nothing that a verdict rests on.
 */

export interface ProfileRequest {
  /** How long calls are profiled. */
  readonly durationMs: number;
  /** Time between two samples of the stack. */
  readonly intervalUs: number;
  /** Whether what calls allocate is sampled, too, once they have been profiled. */
  readonly allocations: boolean;
}

/** A place in a script, both numbers from 0, as V8 counts them. */
export interface ScriptPlace {
  readonly line: number;
  readonly column: number;
}

/** A function of a script, by the whole of its text. */
export interface FunctionText {
  readonly name: string;
  readonly start: ScriptPlace;
  readonly end: ScriptPlace;
  /** Of its text without the functions inside of it that have names. */
  readonly hash: string;
}

/** A script of the benchmark's that was loaded, and its functions. */
export interface ScriptFunctions {
  readonly scriptId: string;
  /** Absolute path. */
  readonly path: string;
  readonly functions: readonly FunctionText[];
}

export interface Allocations {
  readonly calls: number;
  /** The functions that allocated, as they called each other. */
  readonly head: HeapProfiler.SamplingHeapProfileNode;
}

export interface ProfiledMessage {
  readonly type: 'profiled';
  readonly id: string;
  readonly variant: Variant;
  /** How many calls were made while it was profiled. */
  readonly calls: number;
  /** How long these took, without what other programs used the core for, as far as the system tells. */
  readonly durationNs: number;
  readonly cpuProfile: Profiler.Profile;
  readonly allocations: Allocations | null;
  readonly scripts: readonly ScriptFunctions[];
  /** When the warm-up had ended: microseconds after V8 started, as V8's log counts them. */
  readonly warmAfterUs: number;
  /** Major version of the Node that ran it. */
  readonly nodeMajor: number;
}

/** The function that calls hooks, whose time is not the benchmark's. */
export const HOOK_CALL = 'callHookApart';
/** Name of the loop that makes the calls; it has no file. */
export const CALL_LOOP = 'batch';
