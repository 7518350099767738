import type { DeclaredBenchmark } from '../../wire/protocol.js';
import type { OpenCommand } from '../command/open-command.js';
import type { ServiceSide } from '../service/service-side.js';

/** What is called for one iteration: `run.call(self)` without input, else `run(input, parameters)`. */
export interface Call {
  readonly run: (...values: never[]) => unknown;
  readonly self: unknown;
  /** Empty, or input and parameters. */
  readonly values: readonly unknown[];
  readonly beforeEach: (() => unknown) | null;
  readonly afterEach: (() => unknown) | null;
  /**
   * Where it times itself: does this many iterations and returns how long they took, in nanoseconds, without what
   * comes before and after them. `run` then does one, with all that belongs to it.
   */
  readonly loop?: (iterations: number) => number | Promise<number>;
  /** True where that loop also does what is not timed for each of its iterations, such as computing its input. */
  readonly preparesEachCall?: true;
}

export type Phase = 'warmup' | 'run';

/** What is done with a benchmark, from its set-up to its end. */
export interface SubjectSteps {
  /** Runs the hooks that come before a phase; the call stays the same in both phases. */
  enter(phase: Phase): Promise<void>;
  /** Available after the first `enter`. */
  call(): Call;
  /** Runs the hooks that come after a phase. */
  leave(phase: Phase): Promise<void>;
  /** Runs what must run in the end even when measuring failed. */
  dispose(): Promise<void>;
}

/** One variant's copy of one benchmark, ready to be opened and measured. */
export interface Subject extends SubjectSteps {
  readonly declared: DeclaredBenchmark;
  /** Null: found out from the first call. */
  readonly async: boolean | null;
  /** Returns the command that it is, available after the first `enter`; left out where it is a function. */
  readonly command?: () => OpenCommand;
  /** The service that it is a request to, and which one; nothing of it is called. Left out for all else. */
  readonly service?: ServiceSide & { readonly request: number };
}
