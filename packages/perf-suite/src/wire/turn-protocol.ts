import type { Variant } from '@perf-suite/schema';

/**
 * How variant processes, one for each variant, take turns: each announces on fd 3 what it is about to do,
 * and waits for a line on fd 4 that lets it. While it waits it does nothing at all.
 */

/** What a first call shows, and what both variants must share to be comparable. */
export interface CallShape {
  readonly async: boolean;
  readonly overridden: boolean;
  /** Calls are timed one by one. */
  readonly oneByOne: boolean;
}

/** A value in V8's structured clone format, as base64. */
export type PackedResult = string;

/** What a process is about to do; `id` is null before the file is loaded. */
export type Turn =
  | { readonly at: 'load'; readonly id: null }
  | { readonly at: 'set-up'; readonly id: string }
  | {
      readonly at: 'warm-up';
      readonly id: string;
      readonly shape: CallShape;
      /** What the first call returned; null where that is nothing, cannot be determined, or is too much. */
      readonly result: PackedResult | null;
    }
  | {
      readonly at: 'first-slice';
      readonly id: string;
      readonly batchSize: number;
      /** Time of one call with the hooks around it, in nanoseconds. */
      readonly callNs: number;
    }
  | { readonly at: 'slice'; readonly id: string };

export interface TurnFrame {
  readonly type: 'turn';
  readonly turn: Turn;
}

/** The answer to a turn. */
export type TurnAnswer =
  | { readonly kind: 'go' }
  | {
      readonly kind: 'warm-up';
      readonly shape: CallShape;
      /** The variants' first calls returned different things. */
      readonly differs: boolean;
    }
  /** Measure this many batches of this size. */
  | { readonly kind: 'slice'; readonly batchSize: number; readonly batchCount: number }
  /** At a slice: this benchmark is complete. At a set-up: begin no further benchmark. */
  | { readonly kind: 'end' }
  /** Leave this benchmark: the other variant cannot be measured. */
  | { readonly kind: 'abandon' };

export interface AnswerFor {
  readonly variant: Variant;
  readonly answer: TurnAnswer;
}
