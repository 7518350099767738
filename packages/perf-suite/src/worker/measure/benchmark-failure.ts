import type { Variant } from '@perf-suite/schema';
import type { BenchmarkFailedMessage } from '../../wire/protocol.js';
import { CommandFailure } from '../command/command-failure.js';

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
  if (error instanceof BenchmarkFailure) return error;
  if (error instanceof CommandFailure) return new BenchmarkFailure(variant, error.reason, error);
  return new BenchmarkFailure(variant, async ? 'rejected' : 'threw', error);
}

/** Characters that a failure's message, and its stack, may have: they go into every report on the run. */
const MOST_CHARACTERS = 8192;
/** Characters of an error's message that its stack repeats: the places below it are more useful there. */
const REPEATED_CHARACTERS = 1024;
const MOST_CAUSES = 10;

/** A line for whatever was thrown, also where it is no Error; cut where it is very long. */
export function describeThrown(thrown: unknown): string {
  return cutTo(MOST_CHARACTERS, describeWhole(thrown));
}

function describeWhole(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message === '' ? thrown.name : String(thrown.message);
  if (typeof thrown === 'string') return thrown;
  try {
    return `a thrown ${typeof thrown}: ${JSON.stringify(thrown) ?? String(thrown)}`;
  } catch {
    return `a thrown ${typeof thrown}`;
  }
}

/** The stack of what was thrown, with its causes, cut where it is very long; null where it has none. */
export function stackOf(thrown: unknown): string | null {
  const stacks: string[] = [];
  for (let error = thrown; stacks.length < MOST_CAUSES; error = (error as Error).cause) {
    const stack = ownStackOf(error);
    if (stack === null) break;
    stacks.push(stack);
  }
  return stacks.length === 0 ? null : cutTo(MOST_CHARACTERS, stacks.join('\ncaused by: '));
}

function ownStackOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return null;
  const message = String(thrown.message);
  return thrown.stack.replace(message, () => cutTo(REPEATED_CHARACTERS, message));
}

function cutTo(most: number, text: string): string {
  if (text.length <= most) return text;
  // Half of a character outside the first plane is none.
  const kept = text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  return `${kept} … (cut: ${text.length - kept.length} more characters)`;
}
