import type { Variant } from '@perf-suite/schema';

/**
 * What a process outside of the measurement saw a side of an A/B run do, while its benchmark file loaded and
 * while each benchmark was set up and called: the evidence on which the two sides count as apart.
 */

/** A script as V8 numbers it: each copy of a file that a process loads has a number of its own. */
export interface ScriptSeen {
  readonly script: number;
  /** Absolute path; null for code made from text (`eval`, `new Function`). */
  readonly path: string | null;
  /** The text that ran, after TypeScript was transformed; null for dependencies, which only have a hash. */
  readonly source: string | null;
  readonly hash: string;
  /** True where it was there before either side loaded: by a flag of Node such as `--import`. */
  readonly preloaded: boolean;
}

/** One function, by the parts of its text that ran. */
export interface FunctionRan {
  readonly script: number;
  /** Empty for a module's top level. */
  readonly name: string;
  readonly line: number;
  /** Where it lies in the script's text. */
  readonly start: number;
  readonly end: number;
  /** Parts of the text that ran, without functions inside and without blocks that did not run: [start, end) pairs. */
  readonly spans: readonly number[];
  /** Of those parts. */
  readonly hash: string;
}

/** What happened in one stretch of time: a load, a set-up, a call. */
export interface Activity {
  /** Indices into the observation's functions. */
  readonly functions: readonly number[];
  /** How often each of these ran, with how often its blocks did: of the same function, more means more work. */
  readonly counts: readonly number[];
  readonly files: readonly FileAccess[];
  /** Files that a child process or a worker thread was started with, and files that became its arguments. */
  readonly started: readonly string[];
  /** Where a server listens (`port 8080`), and where a client connects to (`127.0.0.1:8080`); or a socket's path. */
  readonly listened: readonly string[];
  readonly connected: readonly string[];
  /** Built-ins, globals and other state of the process that are not as they were before. */
  readonly changed: readonly string[];
  /** Features of the whole process that were switched on, such as async hooks. */
  readonly switched: readonly string[];
}

/** A stretch of time in which nothing happened. */
export const NO_ACTIVITY: Activity = {
  functions: [],
  counts: [],
  files: [],
  started: [],
  listened: [],
  connected: [],
  changed: [],
  switched: [],
};

/** `read` stands for any look at a file: its content, its size, or whether it is there. */
export interface FileAccess {
  readonly path: string;
  readonly kind: 'read' | 'written';
}

/** What one benchmark did on one side. */
export interface BenchmarkObserved {
  readonly type: 'benchmark-observed';
  readonly variant: Variant;
  readonly id: string;
  readonly setUp: Activity;
  /** What went on when nothing was called. */
  readonly idle: Activity;
  /** The first call. */
  readonly first: Activity;
  /** Many calls after it, with what they leave behind: they fill caches and end what only early calls do. */
  readonly between: Activity;
  /** A call after these, which stands for those that are measured; null where a call takes too long for more of them. */
  readonly last: Activity | null;
  /** What ran of each call after it had returned, or settled. */
  readonly afterCalls: Activity;
  /** What the set-up or a call threw; null where all went well. */
  readonly failure: string | null;
}

export type ObservedMessage =
  | { readonly type: 'scripts-observed'; readonly scripts: readonly ScriptSeen[] }
  /** Appended to those that came before. */
  | { readonly type: 'functions-observed'; readonly functions: readonly FunctionRan[] }
  | { readonly type: 'load-observed'; readonly variant: Variant; readonly activity: Activity }
  | BenchmarkObserved;

/** Among the features switched on: callbacks that the garbage collector runs, at a time of its own. */
export const FINALIZERS = 'FinalizationRegistry';
