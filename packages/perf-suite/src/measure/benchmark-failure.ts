import type { Variant } from '@perf-suite/schema';
import type { BenchmarkFailedMessage } from '../worker/protocol.js';

export type FailureReason = BenchmarkFailedMessage['reason'];

/** Why one benchmark gave no (more) samples; `cause` is what the user's code threw. */
export class BenchmarkFailure extends Error {
  readonly variant: Variant;
  readonly reason: FailureReason;

  constructor(variant: Variant, reason: FailureReason, cause: unknown, where = '') {
    super(`${where}${describeThrown(cause)}`, { cause });
    this.variant = variant;
    this.reason = reason;
  }
}

/** Returns what a call threw as a failure of its variant; a promise that rejected is told apart from a throw. */
export function toFailure(variant: Variant, async: boolean, error: unknown): BenchmarkFailure {
  return error instanceof BenchmarkFailure
    ? error
    : new BenchmarkFailure(variant, async ? 'rejected' : 'threw', error);
}

/** A line for whatever was thrown, also where it is no Error. */
export function describeThrown(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message === '' ? thrown.name : thrown.message;
  if (typeof thrown === 'string') return thrown;
  try {
    return `a thrown ${typeof thrown}: ${JSON.stringify(thrown) ?? String(thrown)}`;
  } catch {
    return `a thrown ${typeof thrown}`;
  }
}

/** The stack of what was thrown, with its causes; null where it has none. */
export function stackOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return null;
  const cause = stackOf(thrown.cause);
  return cause === null ? thrown.stack : `${thrown.stack}\ncaused by: ${cause}`;
}
