import { channelName, RUN_CHANNEL } from '../message/channel.js';
import type { Positions } from '../message/client-message.js';
import type { GapMessage } from '../message/server-message.js';
import type { ChannelFilter } from './channel-filter.js';
import { GapBuilder } from './gap-builder.js';
import type { LogEntry } from './log-entry.js';
import type { MessageLog } from './message-log.js';

/** Where a delivery's output goes. */
export interface DeliverySink {
  entry(entry: LogEntry): void;
  gap(gap: GapMessage): void;
  /** Messages of channel `run` were forgotten before they were delivered: send the state instead. */
  snapshot(at: Positions, missed: { readonly from: number; readonly to: number }): void;
}

/**
 * One watcher's way through a log: which messages it has been given, in order, each exactly once,
 * and the gaps that announce the others. Knows nothing of time or sockets.
 */
export class Delivery {
  readonly #log: MessageLog;
  readonly #filter: ChannelFilter;
  readonly #sink: DeliverySink;
  /** The last seq delivered or announced, by channel. */
  readonly #at: number[] = [];
  readonly #reported: number[] = [];
  #position = 0;
  /** Up to here it is catching up with the past, and not slow for being behind. */
  readonly #replayUntil: number;

  /** @param at positions already seen; null starts at the log's end */
  constructor(options: { log: MessageLog; filter: ChannelFilter; sink: DeliverySink; at: Positions | null }) {
    this.#log = options.log;
    this.#filter = options.filter;
    this.#sink = options.sink;
    this.#replayUntil = options.log.end;
    if (options.at === null) this.#position = options.log.end;
    for (let channel = 0; channel < options.log.channelCount; channel++) {
      this.#at.push(
        options.at === null ? options.log.head(channel) : (options.at[channelName(channel)] ?? 0),
      );
    }
    this.#announceForgotten();
  }

  get isCurrent(): boolean {
    return this.#position === this.#log.end;
  }

  get isReplaying(): boolean {
    return this.#position < this.#replayUntil;
  }

  /** Positions of the wanted channels, all messages up to which have been given or announced. */
  positions(): Positions {
    return this.#positionsWhere(() => true);
  }

  /** The positions that moved since this was last asked. */
  movedPositions(): Positions {
    const moved = this.#positionsWhere((channel) => this.#seqAt(channel) !== (this.#reported[channel] ?? 0));
    this.#reported.splice(0, this.#reported.length, ...this.#at);
    return moved;
  }

  /** Gives the newest message straight on; returns false when earlier ones have to go first. */
  giveNewest(entry: LogEntry): boolean {
    if (this.#position !== entry.order) return false;
    this.#give(entry);
    return true;
  }

  /** Gives what is due while `mayGive` says so. */
  giveWhile(mayGive: (entry: LogEntry) => boolean): void {
    this.#announceForgotten();
    for (const entry of this.#log.from(this.#position)) {
      if (!mayGive(entry)) return;
      this.#give(entry);
    }
    this.#position = this.#log.end;
  }

  /** Gives all run messages that are due, and one gap for the samples between each two of them. */
  giveSummaries(reason: 'slow' | 'summary'): void {
    this.#announceForgotten();
    const open = new Map<number, GapBuilder>();
    for (const entry of this.#log.from(this.#position)) {
      if (entry.channel === RUN_CHANNEL) {
        this.#closeGaps(open, reason);
        this.#give(entry);
      } else if (this.#isDue(entry)) {
        const { channel } = entry;
        const builder = open.get(channel) ?? new GapBuilder(channel, this.#seqAt(channel) + 1);
        builder.add(entry);
        open.set(channel, builder);
        this.#moveTo(channel, entry.seq);
      }
    }
    this.#closeGaps(open, reason);
    this.#position = this.#log.end;
  }

  #closeGaps(open: Map<number, GapBuilder>, reason: 'slow' | 'summary'): void {
    for (const builder of open.values()) this.#sink.gap(builder.finish(reason));
    open.clear();
  }

  #give(entry: LogEntry): void {
    this.#position = entry.order + 1;
    if (!this.#isDue(entry)) return;
    const { channel, body } = entry;
    const from = this.#seqAt(channel) + 1;
    this.#moveTo(channel, entry.seq);
    if (body.type !== 'gap') this.#sink.entry(entry);
    else {
      const whole = from === entry.from;
      this.#sink.gap({
        type: 'gap',
        ch: channelName(channel),
        from,
        to: entry.seq,
        sampleCount: whole ? body.sampleCount : this.#log.samplesIn(channel, from, entry.seq),
        reason: 'upstream',
        head: whole ? body.head : null,
        base: whole ? body.base : null,
      });
    }
  }

  #isDue(entry: LogEntry): boolean {
    return this.#filter.wants(entry.channel) && entry.seq > this.#seqAt(entry.channel);
  }

  /** Announces what the log no longer holds. Costs one look at each channel, and only while behind. */
  #announceForgotten(): void {
    if (this.#position >= this.#log.evictedEnd) return;
    for (let channel = 0; channel < this.#log.channelCount; channel++) {
      const from = this.#seqAt(channel) + 1;
      const firstKept = this.#log.firstKept(channel);
      if (from >= firstKept || !this.#filter.wants(channel)) continue;
      if (channel === RUN_CHANNEL) {
        // Without all of its messages the run's state has to be sent as a whole, as it is now; in the
        // same message as the gap, so that nobody can break off between the two.
        const to = this.#log.head(RUN_CHANNEL);
        this.#moveTo(RUN_CHANNEL, to);
        this.#sink.snapshot(this.positions(), { from, to });
      } else {
        const to = firstKept - 1;
        const sampleCount = this.#log.samplesIn(channel, from, to);
        const ch = channelName(channel);
        this.#moveTo(channel, to);
        this.#sink.gap({ type: 'gap', ch, from, to, sampleCount, reason: 'history', head: null, base: null });
      }
    }
  }

  #positionsWhere(wanted: (channel: number) => boolean): Positions {
    const positions: Record<string, number> = {};
    for (const [channel, seq] of this.#at.entries()) {
      if (seq > 0 && this.#filter.wants(channel) && wanted(channel)) positions[channelName(channel)] = seq;
    }
    return positions;
  }

  #seqAt(channel: number): number {
    return this.#at[channel] ?? 0;
  }

  #moveTo(channel: number, seq: number): void {
    while (this.#at.length <= channel) this.#at.push(0);
    this.#at[channel] = seq;
  }
}
