import type { LiveEvent } from '@perf-suite/schema';
import { channelOf, parseChannelName } from '../message/channel.js';
import type { GapMessage, LiveMessage, SnapshotMessage } from '../message/server-message.js';
import { BINARY_SUBPROTOCOL, JSON_SUBPROTOCOL, PROTOCOL_VERSION } from '../message/subprotocol.js';
import { Departures } from './departures.js';
import { FrameCache } from './frame-cache.js';
import type { LogEntry } from './log-entry.js';
import { binaryMessageFrame, jsonMessageFrame } from './message-frame.js';
import { MessageLog } from './message-log.js';
import { RunState } from './run-state.js';
import { SampleBatcher } from './sample-batcher.js';
import { snapshotFrame } from './snapshot-frame.js';
import type { StreamLimits } from './stream-limits.js';
import { TICK_MS } from './stream-limits.js';
import type { WatcherPort } from './watcher-port.js';
import { type SessionStream, WatcherSession } from './watcher-session.js';

export type Subprotocol = typeof JSON_SUBPROTOCOL | typeof BINARY_SUBPROTOCOL;

export interface HubOptions {
  readonly epoch: string;
  /** Version of the software, sent in `hello`. */
  readonly server: string;
  readonly limits: StreamLimits;
  /** Makes a watcher's id. */
  readonly newWatcherId: () => string;
  /** Serving one watcher failed; without this it is thrown. */
  readonly onFailure?: (cause: unknown) => void;
}

/** What happened to watchers so far, for metrics. */
export interface HubStatistics {
  readonly watcherCount: number;
  readonly slowWatcherCount: number;
  readonly historyBytes: number;
  /** Samples that watchers were notified they would not get. */
  readonly droppedSampleCount: number;
  readonly gapCount: number;
}

const FRAME_CACHE_BYTES = 2 * 1024 * 1024;

/** The stream of one run: numbers events, keeps history, and gives each watcher its part. No sockets, no clock. */
export class StreamHub {
  readonly #options: HubOptions;
  readonly #batcher: SampleBatcher;
  readonly #sessions = new Set<WatcherSession>();
  readonly #departures = new Departures();
  readonly #frames: Readonly<Record<Subprotocol, FrameCache>>;
  /** One for all sessions of a format: a thousand watchers should not hold a thousand of them. */
  readonly #streams: Readonly<Record<Subprotocol, SessionStream>>;
  #log: MessageLog;
  readonly #state = new RunState();
  #lastFlushMs = Number.NEGATIVE_INFINITY;
  #lastTickMs: number | null = null;
  #finishing = false;
  #lost = { gapCount: 0, sampleCount: 0 };

  constructor(options: HubOptions) {
    this.#options = options;
    this.#batcher = new SampleBatcher(options.limits);
    this.#log = new MessageLog({ epoch: options.epoch, maxBytes: options.limits.historyBytes });
    this.#frames = {
      [JSON_SUBPROTOCOL]: new FrameCache({ encode: jsonMessageFrame, maxBytes: FRAME_CACHE_BYTES }),
      [BINARY_SUBPROTOCOL]: new FrameCache({
        encode: (entry) => binaryMessageFrame(entry, this.#state.batchSizes),
        maxBytes: FRAME_CACHE_BYTES,
      }),
    };
    this.#streams = {
      [JSON_SUBPROTOCOL]: this.#streamFor(JSON_SUBPROTOCOL),
      [BINARY_SUBPROTOCOL]: this.#streamFor(BINARY_SUBPROTOCOL),
    };
  }

  get epoch(): string {
    return this.#log.epoch;
  }

  get watcherCount(): number {
    return this.#sessions.size;
  }

  /** Milliseconds between sample messages, by how many are watching. */
  get cadenceMs(): number {
    const { cadenceMs, cadenceWatchersPerMs, maxCadenceMs } = this.#options.limits;
    return Math.min(cadenceMs + Math.floor(this.#sessions.size / cadenceWatchersPerMs), maxCadenceMs);
  }

  /** Samples wait to be joined with more. */
  get hasPending(): boolean {
    return !this.#batcher.isEmpty;
  }

  statistics(): HubStatistics {
    let { gapCount, sampleCount: droppedSampleCount } = this.#lost;
    let slowWatcherCount = 0;
    for (const session of this.#sessions) {
      gapCount += session.losses.gapCount;
      droppedSampleCount += session.losses.sampleCount;
      if (session.isSlow) slowWatcherCount += 1;
    }
    const historyBytes = this.#log.bytes;
    return {
      watcherCount: this.#sessions.size,
      slowWatcherCount,
      historyBytes,
      droppedSampleCount,
      gapCount,
    };
  }

  /** Takes an event of the run. Samples wait up to the cadence; everything else leaves at once, after them. */
  publish(event: LiveEvent, nowMs: number): void {
    if (event.type === 'samples') {
      this.#batcher.add(event);
      if (this.#batcher.isFull) this.flush(nowMs);
      else this.flushIfDue(nowMs);
      return;
    }
    this.flush(nowMs);
    this.#append(event, nowMs);
  }

  /**
   * Takes a message that another stream has numbered. Returns false when it is already here.
   * @throws {RangeError} when something before it is missing
   */
  relay(message: LiveMessage | GapMessage, nowMs: number): boolean {
    const channel = parseChannelName(message.ch);
    if (channel === null) return false;
    // The event's own number decides where it is kept: an upstream that names a huge one would fill the memory.
    if (message.type !== 'gap' && channelOf(message) !== channel) return false;
    const [from, to] = message.type === 'gap' ? [message.from, message.to] : [message.seq, message.seq];
    const head = this.#log.head(channel);
    if (to <= head) return false;
    if (from > head + 1) throw new RangeError(`${message.ch}: expected ${head + 1}, found ${from}`);
    if (message.type === 'gap') this.#relayGap(channel, { ...message, from: head + 1 }, nowMs);
    else {
      const { ch: _ch, seq: _seq, ...event } = message;
      this.#append(event, nowMs);
    }
    return true;
  }

  /** Takes the state that another stream sends, in place of what is here. */
  relaySnapshot(snapshot: SnapshotMessage, nowMs: number): void {
    const isSame = snapshot.epoch === this.#log.epoch;
    if (!isSame) {
      this.#log = new MessageLog({ epoch: snapshot.epoch, maxBytes: this.#options.limits.historyBytes });
      for (const cache of Object.values(this.#frames)) cache.clear();
    }
    this.#state.replace(snapshot.events);
    for (const [name, seq] of Object.entries(snapshot.at)) {
      const channel = parseChannelName(name);
      if (channel === null || seq <= this.#log.head(channel)) continue;
      const total = snapshot.samples.find(({ benchmark }) => benchmark === channel - 1)?.sampleCount ?? 0;
      this.#log.skipTo(channel, seq, total);
    }
    for (const session of this.#sessions) {
      if (isSame) session.resumeSending(nowMs);
      else session.restart(nowMs);
    }
  }

  /** Milliseconds until the samples that wait should leave; 0 when they are late. */
  dueInMs(nowMs: number): number {
    return Math.max(0, this.#lastFlushMs + this.cadenceMs - nowMs);
  }

  flushIfDue(nowMs: number): void {
    if (this.dueInMs(nowMs) === 0) this.flush(nowMs);
  }

  /** Sends the samples that wait. */
  flush(nowMs: number): void {
    if (this.#batcher.isEmpty) return;
    this.#lastFlushMs = nowMs;
    for (const event of this.#batcher.take()) this.#append(event, nowMs);
  }

  /** Greets a new watcher. @param watcherId the id it says it had before */
  connect(
    port: WatcherPort,
    options: { subprotocol: Subprotocol; watcherId: string | null },
    nowMs: number,
  ): WatcherSession {
    const previous = options.watcherId === null ? null : this.#departures.take(options.watcherId);
    const id =
      previous === null || options.watcherId === null ? this.#options.newWatcherId() : options.watcherId;
    const stream = this.#streams[options.subprotocol];
    const session = new WatcherSession({ id, port, stream, nowMs });
    this.#sessions.add(session);
    const { heartbeatMs, maxPayloadBytes, messagesPerSecond, subscribeWithinMs, historyBytes } =
      this.#options.limits;
    session.say({
      type: 'hello',
      proto: PROTOCOL_VERSION,
      epoch: this.#log.epoch,
      server: this.#options.server,
      watcher: id,
      heartbeatMs,
      cadenceMs: this.cadenceMs,
      limits: { maxPayloadBytes, messagesPerSecond, subscribeWithinMs, historyBytes },
      previous,
    });
    if (this.#finishing) session.finish(nowMs);
    return session;
  }

  /** A watcher's connection has ended. @param code as the socket reports it; 1006 when it broke */
  leave(session: WatcherSession, code: number, nowMs: number): void {
    if (!this.#sessions.delete(session)) return;
    const { gapCount, sampleCount } = session.losses;
    this.#lost.gapCount += gapCount;
    this.#lost.sampleCount += sampleCount;
    const { closing } = session;
    const ended = closing === null ? { code, reason: code === 1006 ? 'broken' : 'left' } : closing;
    this.#departures.add(session.id, {
      code: ended.code,
      reason: ended.reason,
      gapCount,
      sampleCount,
      atMs: nowMs,
    });
  }

  /** To be called every {@link TICK_MS} while there are watchers. */
  tick(nowMs: number): void {
    const late = this.#lastTickMs === null ? 0 : nowMs - this.#lastTickMs - TICK_MS;
    this.#lastTickMs = nowMs;
    this.flushIfDue(nowMs);
    for (const session of this.#sessions) session.tick(nowMs, late > TICK_MS ? late : 0);
  }

  /** No ticks come for a while, since nobody watches. */
  pauseTicks(): void {
    this.#lastTickMs = null;
  }

  /** The run is over: closes each watcher once it has everything. */
  finish(nowMs: number): void {
    this.flush(nowMs);
    this.#finishing = true;
    for (const session of this.#sessions) session.finish(nowMs);
  }

  /** Whether somebody whose connection broke a moment ago may be on the way back. */
  expectsReturn(nowMs: number): boolean {
    return this.#departures.expectsReturn(nowMs - this.#options.limits.lingerMs);
  }

  /** Closes all watchers with 1001. */
  goAway(nowMs: number): void {
    for (const session of this.#sessions) session.goAway(nowMs);
  }

  #append(event: LiveEvent, nowMs: number): void {
    this.#state.apply(event);
    this.#offer(this.#log.append(event), nowMs);
  }

  #relayGap(channel: number, gap: GapMessage, nowMs: number): void {
    const { from, to, sampleCount, head, base } = gap;
    this.#offer(this.#log.appendGap(channel, { from, to }, { type: 'gap', sampleCount, head, base }), nowMs);
  }

  #offer(entry: LogEntry, nowMs: number): void {
    for (const session of this.#sessions) session.offer(entry, nowMs);
  }

  #streamFor(subprotocol: Subprotocol): SessionStream {
    return {
      limits: this.#options.limits,
      log: () => this.#log,
      benchmarks: () => this.#state.benchmarks,
      frameOf: (entry) => this.#frames[subprotocol].frameOf(entry),
      snapshot: (at, missed) => snapshotFrame({ log: this.#log, state: this.#state }, at, missed),
      failed: (cause) => {
        if (this.#options.onFailure === undefined) throw cause;
        this.#options.onFailure(cause);
      },
      settle: (nowMs) => this.flush(nowMs),
    };
  }
}
