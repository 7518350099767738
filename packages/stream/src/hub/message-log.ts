import type { LiveEvent } from '@perf-suite/schema';
import { channelOf, RUN_CHANNEL } from '../message/channel.js';
import type { LeftOut } from '../message/server-message.js';

/** A message of the log: an event, or (in a relay) a gap that its upstream announced. */
export interface LogEntry {
  /** Place among the messages of all channels. */
  readonly order: number;
  readonly channel: number;
  /** First and last seq it stands for; they differ only for a gap. */
  readonly from: number;
  readonly seq: number;
  readonly sampleCount: number | null;
  readonly bytes: number;
  readonly body: LiveEvent | UpstreamGap;
}

export interface UpstreamGap {
  readonly type: 'gap';
  readonly sampleCount: number | null;
  readonly head: LeftOut | null;
  readonly base: LeftOut | null;
}

interface ChannelState {
  /** The last seq assigned. */
  head: number;
  /** The first seq still held; head + 1 when none is. */
  firstKept: number;
  sampleTotal: number;
  /** `totals[i]` is the number of samples up to and including seq `totalsFrom + i`. */
  totals: number[];
  totalsFrom: number;
}

const ENTRY_OVERHEAD_BYTES = 200;
const TOTAL_BYTES = 8;

/**
 * The history of a stream: numbers messages and keeps the latest within a number of bytes. Samples
 * are forgotten before run messages; run messages only beyond half of the bytes.
 */
export class MessageLog {
  readonly epoch: string;
  readonly #maxBytes: number;
  readonly #run = new EntryQueue();
  readonly #samples = new EntryQueue();
  readonly #channels: ChannelState[] = [];
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
    const state = this.#channels[channel];
    if (state === undefined) return 0;
    const before = totalAt(state, from - 1);
    const after = totalAt(state, to);
    return before === null || after === null ? null : after - before;
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
    const state = this.#channel(channel);
    if (channel === RUN_CHANNEL) this.#run.clear();
    this.#totalsBytes -= state.totals.length * TOTAL_BYTES;
    state.totals = [];
    state.head = seq;
    state.firstKept = seq + 1;
    state.sampleTotal = sampleTotal;
    state.totalsFrom = seq + 1;
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
    const isRun = part.channel === RUN_CHANNEL;
    const entry: LogEntry = { ...part, order: this.#end, bytes: sizeOf(part.body) };
    this.#end += 1;
    const state = this.#channel(part.channel);
    if (!isRun) this.#count(state, entry);
    state.head = entry.seq;
    (isRun ? this.#run : this.#samples).push(entry);
    this.#evict();
    return entry;
  }

  #count(state: ChannelState, entry: LogEntry): void {
    if (entry.sampleCount === null || entry.seq - entry.from > 10_000) {
      this.#totalsBytes -= state.totals.length * TOTAL_BYTES;
      state.totals = [];
      state.totalsFrom = entry.seq + 1;
      state.sampleTotal += entry.sampleCount ?? 0;
      return;
    }
    state.sampleTotal += entry.sampleCount;
    // Inside an upstream's gap only the total at its end is known.
    for (let seq = entry.from; seq < entry.seq; seq++) state.totals.push(Number.NaN);
    state.totals.push(state.sampleTotal);
    this.#totalsBytes += (entry.seq - entry.from + 1) * TOTAL_BYTES;
    if (this.#totalsBytes > this.#maxBytes / 4) this.#forgetTotals();
  }

  #forgetTotals(): void {
    this.#totalsBytes = 0;
    for (const state of this.#channels) {
      const drop = Math.min(state.totals.length >> 1, Math.max(0, state.firstKept - 1 - state.totalsFrom));
      state.totals = state.totals.slice(drop);
      state.totalsFrom += drop;
      this.#totalsBytes += state.totals.length * TOTAL_BYTES;
    }
  }

  #evict(): void {
    while (this.#samples.length > 1 && this.bytes > this.#maxBytes) this.#forget(this.#samples.shift());
    while (this.#run.length > 1 && this.#run.bytes > this.#maxBytes / 2) this.#forget(this.#run.shift());
  }

  #forget(entry: LogEntry | undefined): void {
    if (entry === undefined) return;
    this.#channel(entry.channel).firstKept = entry.seq + 1;
    this.#evictedEnd = Math.max(this.#evictedEnd, entry.order + 1);
  }

  #channel(channel: number): ChannelState {
    while (this.#channels.length <= channel) {
      this.#channels.push({ head: 0, firstKept: 1, sampleTotal: 0, totals: [], totalsFrom: 1 });
    }
    return this.#channels[channel] as ChannelState;
  }
}

function totalAt(state: ChannelState, seq: number): number | null {
  if (seq === state.head) return state.sampleTotal;
  if (seq === 0) return 0;
  const total = state.totals[seq - state.totalsFrom];
  return total === undefined || Number.isNaN(total) ? null : total;
}

/** Memory of a message, estimated: 8 bytes a sample; a run message about as long as its JSON. */
function sizeOf(body: LogEntry['body']): number {
  switch (body.type) {
    case 'samples':
      return ENTRY_OVERHEAD_BYTES + body.ns.length * 8;
    case 'run-started':
      return ENTRY_OVERHEAD_BYTES + JSON.stringify(body).length * 2;
    default:
      return ENTRY_OVERHEAD_BYTES + 600;
  }
}

/** A queue that forgets from its front, with binary search by order. */
class EntryQueue {
  #entries: LogEntry[] = [];
  #start = 0;
  bytes = 0;

  get length(): number {
    return this.#entries.length - this.#start;
  }

  push(entry: LogEntry): void {
    this.#entries.push(entry);
    this.bytes += entry.bytes;
  }

  shift(): LogEntry | undefined {
    const entry = this.#entries[this.#start];
    if (entry === undefined) return undefined;
    this.#start += 1;
    this.bytes -= entry.bytes;
    // Compacting half of the array at a time keeps a shift cheap on average.
    if (this.#start > 64 && this.#start * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#start);
      this.#start = 0;
    }
    return entry;
  }

  clear(): void {
    this.#entries = [];
    this.#start = 0;
    this.bytes = 0;
  }

  at(index: number): LogEntry | undefined {
    return this.#entries[this.#start + index];
  }

  /** Index of the first entry whose order is at least this. */
  indexOf(order: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.at(middle) as LogEntry).order < order) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
