import type { Positions } from '../message/client-message.js';
import type {
  GapMessage,
  HeartbeatMessage,
  LiveMessage,
  SnapshotMessage,
} from '../message/server-message.js';

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

  /** Returns the further of a snapshot's positions and one's own, where they are of the same epoch. */
  furthest({ epoch, at }: Pick<SnapshotMessage, 'epoch' | 'at'>): Positions {
    if (epoch !== this.#epoch) return at;
    const furthest = Object.fromEntries(this.#at);
    for (const [channel, seq] of Object.entries(at))
      furthest[channel] = Math.max(seq, furthest[channel] ?? 0);
    return furthest;
  }

  /** Returns the part of a gap that has not come; of a part, nobody knows how much was in it. */
  unseenOf(gap: GapMessage): GapMessage {
    const next = this.#next(gap.ch);
    if (gap.from >= next || gap.to < next) return gap;
    return { ...gap, from: next, sampleCount: null, head: null, base: null };
  }

  accept(message: LiveMessage | GapMessage): Arrival {
    const [from, to] = message.type === 'gap' ? [message.from, message.to] : [message.seq, message.seq];
    const next = this.#next(message.ch);
    if (to < next) return 'seen';
    if (from > next) return 'missing';
    this.#at.set(message.ch, to);
    return 'new';
  }

  /** Returns whether everything that the server says it sent has come; while it repeats, it is behind. */
  agreesWith(heartbeat: HeartbeatMessage): boolean {
    return Object.entries(heartbeat.at).every(([channel, seq]) => seq < this.#next(channel));
  }

  /** The number that a channel's next message has. */
  #next(channel: string): number {
    return (this.#at.get(channel) ?? 0) + 1;
  }
}
