import type { Positions } from '../message/client-message.js';
import type { GapMessage, HeartbeatMessage, LiveMessage } from '../message/server-message.js';

/** `new` is to be taken; `seen` was taken before; `missing` means that something before it did not come. */
export type Arrival = 'new' | 'seen' | 'missing';

/** Where a watcher is in a stream: checks the protocol's promise and knows what to resume from. */
export class StreamCursor {
  #epoch: string | null;
  readonly #at = new Map<string, number>();

  constructor(start: { epoch: string; at: Positions } | null) {
    this.#epoch = start?.epoch ?? null;
    for (const [channel, seq] of Object.entries(start?.at ?? {})) this.#at.set(channel, seq);
  }

  /** What to ask for after a break; null before the first position. */
  get resume(): { epoch: string; at: Record<string, number> } | null {
    return this.#epoch === null ? null : { epoch: this.#epoch, at: Object.fromEntries(this.#at) };
  }

  /** The server said where the watcher is now. */
  reset(epoch: string, at: Positions): void {
    this.#epoch = epoch;
    this.#at.clear();
    for (const [channel, seq] of Object.entries(at)) this.#at.set(channel, seq);
  }

  accept(message: LiveMessage | GapMessage): Arrival {
    const [from, to] = message.type === 'gap' ? [message.from, message.to] : [message.seq, message.seq];
    const next = (this.#at.get(message.ch) ?? 0) + 1;
    if (to < next) return 'seen';
    if (from > next) return 'missing';
    this.#at.set(message.ch, to);
    return 'new';
  }

  /** Returns whether everything that the server says it sent has come. */
  agreesWith(heartbeat: HeartbeatMessage): boolean {
    return Object.entries(heartbeat.at).every(([channel, seq]) => (this.#at.get(channel) ?? 0) === seq);
  }
}
