import type { LiveEvent } from '@perf-suite/schema';
import { channelOf, RUN_CHANNEL } from '../message/channel.js';
import { ChannelHistory } from './channel-history.js';
import { EntryQueue } from './entry-queue.js';
import { type LogEntry, sizeOf, type UpstreamGap } from './log-entry.js';

/**
 * The history of a stream: numbers messages and keeps the latest within a number of bytes. Samples
 * are forgotten before run messages; run messages only beyond half of the bytes.
 */
export class MessageLog {
  readonly epoch: string;
  readonly #maxBytes: number;
  readonly #run = new EntryQueue();
  readonly #samples = new EntryQueue();
  readonly #channels: ChannelHistory[] = [];
  #end = 0;
  #evictedEnd = 0;
  #totalsBytes = 0;

  constructor(options: { epoch: string; maxBytes: number }) {
    this.epoch = options.epoch;
    this.#maxBytes = options.maxBytes;
  }

  /** The order that the next message will get. */
  get end(): number {
    return this.#end;
  }

  /** Every message before this order may be forgotten; none from it on is. */
  get evictedEnd(): number {
    return this.#evictedEnd;
  }

  /** Bytes held, estimated. */
  get bytes(): number {
    return this.#run.bytes + this.#samples.bytes + this.#totalsBytes;
  }

  get channelCount(): number {
    return this.#channels.length;
  }

  /** The last seq of a channel; 0 before its first message. */
  head(channel: number): number {
    return this.#channels[channel]?.head ?? 0;
  }

  firstKept(channel: number): number {
    return this.#channels[channel]?.firstKept ?? 1;
  }

  /** Samples sent on a channel so far. */
  sampleTotal(channel: number): number {
    return this.#channels[channel]?.sampleTotal ?? 0;
  }

  /** Returns the number of samples in messages from..to of a channel; null when that is forgotten. */
  samplesIn(channel: number, from: number, to: number): number | null {
    if (channel === RUN_CHANNEL) return 0;
    const history = this.#channels[channel];
    return history === undefined ? 0 : history.samplesIn(from, to);
  }

  /** Gives the event the next seq of its channel. */
  append(event: LiveEvent): LogEntry {
    const channel = channelOf(event);
    const seq = this.head(channel) + 1;
    const sampleCount = event.type === 'samples' ? event.ns.length : 0;
    return this.#add({ channel, from: seq, seq, sampleCount, body: event });
  }

  /**
   * Takes over a gap that an upstream announced.
   * @throws {RangeError} when it does not start where the channel ends
   */
  appendGap(channel: number, range: { from: number; to: number }, body: UpstreamGap): LogEntry {
    if (range.from !== this.head(channel) + 1 || range.to < range.from) {
      throw new RangeError(`gap ${range.from} to ${range.to} does not follow ${this.head(channel)}`);
    }
    return this.#add({ channel, from: range.from, seq: range.to, sampleCount: body.sampleCount, body });
  }

  /**
   * Goes on with a channel at a later position: what lies before is forgotten, as if evicted. For
   * relays, which know of it only that it was.
   */
  skipTo(channel: number, seq: number, sampleTotal: number): void {
    if (channel === RUN_CHANNEL) this.#run.clear();
    const history = this.#channel(channel);
    this.#totalsBytes -= history.bytes;
    history.skipTo(seq, sampleTotal);
    // Those who have everything so far are behind now, by this.
    this.#end += 1;
    this.#evictedEnd = this.#end;
  }

  /** Yields the messages held from an order on, in order. Do not append meanwhile. */
  *from(order: number): Generator<LogEntry, void, undefined> {
    let runIndex = this.#run.indexOf(order);
    let sampleIndex = this.#samples.indexOf(order);
    for (;;) {
      const run = this.#run.at(runIndex);
      const samples = this.#samples.at(sampleIndex);
      if (run !== undefined && (samples === undefined || run.order < samples.order)) {
        runIndex += 1;
        yield run;
      } else if (samples !== undefined) {
        sampleIndex += 1;
        yield samples;
      } else return;
    }
  }

  #add(part: Omit<LogEntry, 'order' | 'bytes'>): LogEntry {
    const entry: LogEntry = { ...part, order: this.#end, bytes: sizeOf(part.body) };
    this.#end += 1;
    const history = this.#channel(part.channel);
    this.#totalsBytes -= history.bytes;
    history.add(entry);
    this.#totalsBytes += history.bytes;
    (part.channel === RUN_CHANNEL ? this.#run : this.#samples).push(entry);
    this.#evict();
    return entry;
  }

  #evict(): void {
    if (this.#totalsBytes > this.#maxBytes / 4) this.#forgetTotals();
    while (this.#samples.length > 1 && this.bytes > this.#maxBytes) this.#forget(this.#samples.shift());
    while (this.#run.length > 1 && this.#run.bytes > this.#maxBytes / 2) this.#forget(this.#run.shift());
  }

  #forgetTotals(): void {
    this.#totalsBytes = 0;
    for (const history of this.#channels) {
      history.forgetTotals();
      this.#totalsBytes += history.bytes;
    }
  }

  #forget(entry: LogEntry | undefined): void {
    if (entry === undefined) return;
    this.#channel(entry.channel).forget(entry);
    this.#evictedEnd = Math.max(this.#evictedEnd, entry.order + 1);
  }

  #channel(channel: number): ChannelHistory {
    while (this.#channels.length <= channel) this.#channels.push(new ChannelHistory());
    return this.#channels[channel] as ChannelHistory;
  }
}
