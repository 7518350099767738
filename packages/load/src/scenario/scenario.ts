import type { ResponseCheck } from '../check/response-check.js';

/** What is sent: named requests, of which one is drawn for each send by its weight. */
export interface Scenario {
  /** Draws requests and values; the same seed gives the same sequence. Null leaves it to the caller. */
  readonly seed: number | null;
  /** What stands for `{name}` in paths, headers and bodies: one of them is drawn for each send. */
  readonly values: ReadonlyMap<string, DrawnValues>;
  /** At least one; their names differ. */
  readonly requests: readonly LoadRequest[];
}

/** One of a list, or a whole number from `from` to `to`. */
export type DrawnValues =
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'range'; readonly from: number; readonly to: number };

export interface LoadRequest {
  /** What percentiles and errors are counted under. */
  readonly name: string;
  /** In capitals. */
  readonly method: string;
  /** Starts with `/`; may have a query, and names of values in braces. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  /** Above 0; drawn with probability weight / sum of weights. */
  readonly weight: number;
  /** Milliseconds from the intended start to the end of the response; null takes the generator's. */
  readonly timeoutMs: number | null;
  readonly check: ResponseCheck;
}
