import type { LiveEvent } from '@perf-suite/schema';
import type { StreamLimits } from '../../src/hub/stream-limits.js';

/**
 * A conversation between a stream and one watcher, as a file in fixtures/conformance. The lines are in
 * the order in which they happen; `server` and `ping` lines are what a right server says.
 */
export interface Conversation {
  readonly title: string;
  /** A watcher that follows the protocol says these client lines; hostile ones are for servers only. */
  readonly watcher: 'decent' | 'hostile';
  readonly epoch: string;
  readonly limits: Partial<StreamLimits>;
  /** What a client library has to hand over, in order: `snapshot`, `run 7`, `s/0 3`, `gap s/0 4-9`. */
  readonly delivers: readonly string[];
  readonly lines: readonly ConversationLine[];
}

export type ConversationLine =
  | { readonly publish: LiveEvent }
  | { readonly connect: true }
  | { readonly client: object }
  /** A text frame as it is, where it is no message. */
  | { readonly raw: string }
  | { readonly server: object }
  | { readonly ping: number }
  | { readonly pong: number }
  | { readonly waitMs: number }
  /** The connection breaks. */
  | { readonly break: true }
  /** The server closes. */
  | { readonly close: number }
  | { readonly finish: true };
