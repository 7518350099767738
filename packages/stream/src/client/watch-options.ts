import type { Positions } from '../message/client-message.js';
import type { GapMessage, HelloMessage, LiveMessage, SnapshotMessage } from '../message/server-message.js';
import type { WebSocketConstructor } from './web-socket-like.js';

/** How the watcher stands. `ended` is final. */
export type WatcherStatus =
  | { readonly state: 'connecting'; readonly attempt: number }
  | { readonly state: 'live'; readonly hello: HelloMessage }
  | { readonly state: 'waiting'; readonly code: number; readonly reason: string; readonly retryInMs: number }
  | {
      readonly state: 'ended';
      readonly code: number;
      readonly reason: string;
      readonly complete: boolean;
      /** The HTTP status that the server refused the handshake with; null where it did not, or browsers do not say. */
      readonly refusedWith: number | null;
    };

export interface WatchOptions {
  /** Which channels and benchmarks, samples or summaries; as in PROTOCOL.md. */
  readonly channels?: readonly string[];
  readonly bench?: string;
  readonly mode?: 'samples' | 'summary';
  /** `start` replays the run from its first message; `now` (default) begins with a snapshot. */
  readonly from?: 'now' | 'start';
  /** Positions to go on from, as `resume` of an earlier watcher gave them. */
  readonly resume?: { readonly epoch: string; readonly at: Positions };
  /** Answer heartbeats, so that a hanging page counts as slow; false by default. */
  readonly acks?: boolean;
  /** Take samples in the smaller binary form; true by default. */
  readonly binary?: boolean;
  /** Stop trying after this long without a connection; never by default. */
  readonly giveUpAfterMs?: number;
  /** In place of the global WebSocket. */
  readonly webSocket?: WebSocketConstructor;
  /** In place of Math.random, for the back-off. */
  readonly random?: () => number;
  /** Everything known before is void; this is the state now. Feed `events` to what takes live messages. */
  readonly onSnapshot?: (snapshot: SnapshotMessage) => void;
  /** The next message of a channel, each exactly once. */
  readonly onMessage?: (message: LiveMessage) => void;
  /** Messages that will not come. */
  readonly onGap?: (gap: GapMessage) => void;
  readonly onStatus?: (status: WatcherStatus) => void;
}
