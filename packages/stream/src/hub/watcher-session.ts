import type { Positions, SubscribeMessage } from '../message/client-message.js';
import { CLOSE_CODES, type CloseCode } from '../message/close-code.js';
import type { ErrorMessage, GapMessage, ServerMessage, SnapshotMessage } from '../message/server-message.js';
import { PROTOCOL_VERSION } from '../message/subprotocol.js';
import { type BenchmarkNames, channelFilter } from './channel-filter.js';
import { Delivery } from './delivery.js';
import { type Frame, textFrame } from './frame.js';
import { Heartbeat } from './heartbeat.js';
import type { LogEntry } from './log-entry.js';
import type { MessageLog } from './message-log.js';
import { MessageRate } from './message-rate.js';
import { parseClientMessage } from './parse-client-message.js';
import { resumePosition } from './resume-position.js';
import type { StreamLimits } from './stream-limits.js';
import type { WatcherPort } from './watcher-port.js';

/** What a session needs of the stream it belongs to. */
export interface SessionStream {
  readonly limits: StreamLimits;
  log(): MessageLog;
  benchmarks(): BenchmarkNames;
  frameOf(entry: LogEntry): Frame;
  snapshot(at: Positions, missed: SnapshotMessage['missed']): Frame;
  /** Serving one watcher failed: not the run's business, nor other watchers'. */
  failed(cause: unknown): void;
  /** Hands over pending samples, so that positions are exact. */
  settle(nowMs: number): void;
}

/** What a session has cost its watcher so far. */
export interface SessionLosses {
  gapCount: number;
  sampleCount: number;
}

/** One watcher, from its hello to its close. Time comes in as a parameter; the socket is a port. */
export class WatcherSession {
  readonly id: string;
  readonly losses: SessionLosses = { gapCount: 0, sampleCount: 0 };
  readonly #port: WatcherPort;
  readonly #stream: SessionStream;
  readonly #connectedMs: number;
  readonly #heartbeat: Heartbeat;
  readonly #rate: MessageRate;
  #subscribe: SubscribeMessage | null = null;
  #delivery: Delivery | null = null;
  #closing: { readonly code: CloseCode; readonly reason: string; readonly sinceMs: number } | null = null;
  #quiet = true;
  #finishing = false;
  #nowMs: number;

  constructor(options: { id: string; port: WatcherPort; stream: SessionStream; nowMs: number }) {
    this.id = options.id;
    this.#port = options.port;
    this.#stream = options.stream;
    this.#connectedMs = options.nowMs;
    this.#heartbeat = new Heartbeat(options.nowMs);
    this.#nowMs = options.nowMs;
    this.#rate = new MessageRate(options.stream.limits.messagesPerSecond);
  }

  /** Why the server is closing this session; null while it is not. */
  get closing(): { readonly code: CloseCode; readonly reason: string } | null {
    return this.#closing;
  }

  get isSlow(): boolean {
    return this.#delivery !== null && !this.#delivery.isReplaying && !this.#keepsUp();
  }

  /** Has everything that was published, as far as this side knows. */
  get isCurrent(): boolean {
    return this.#delivery?.isCurrent === true && this.#port.bufferedBytes === 0;
  }

  say(message: ServerMessage): void {
    this.#send(textFrame(JSON.stringify(message)));
  }

  /** Takes a text frame from the watcher. */
  receive(text: string, nowMs: number): void {
    this.#nowMs = nowMs;
    if (this.#closing !== null || !this.#countMessage(nowMs)) return;
    this.#guarded(() => this.#understand(text, nowMs));
  }

  #understand(text: string, nowMs: number): void {
    const parsed = parseClientMessage(text);
    if (parsed.kind === 'bad') this.#fail('bad-message', parsed.reason, CLOSE_CODES.badMessage, nowMs);
    else if (parsed.kind === 'message') {
      if (parsed.message.type === 'ack') this.#heartbeat.acked(parsed.message.beat);
      else this.#take(parsed.message);
    }
  }

  refuseBinary(nowMs: number): void {
    this.#fail('bad-message', 'expected a text frame, found a binary one', CLOSE_CODES.badMessage, nowMs);
  }

  pinged(nowMs: number): void {
    this.#countMessage(nowMs);
  }

  ponged(beat: number, nowMs: number): void {
    if (!this.#heartbeat.ponged(beat)) this.#countMessage(nowMs);
  }

  /** A message was just added to the log. */
  offer(entry: LogEntry, nowMs: number): void {
    this.#nowMs = nowMs;
    if (this.#delivery === null || this.#closing !== null || this.#subscribe?.mode === 'summary') return;
    const delivery = this.#delivery;
    if (this.#mayTake(entry)) this.#guarded(() => delivery.giveNewest(entry));
  }

  /** There is room again: goes on with what is due. */
  resumeSending(nowMs: number): void {
    this.#nowMs = nowMs;
    if (this.#delivery === null || this.#closing !== null || this.#delivery.isCurrent) return;
    const delivery = this.#delivery;
    if (this.#subscribe?.mode !== 'summary') {
      this.#guarded(() => delivery.giveWhile((entry) => this.#mayTake(entry)));
    }
    this.#closeWhenDone(nowMs);
  }

  /**
   * Looks after deadlines, beats and slowness; to be called at 4 Hz.
   * @param forgiveMs time in which this process stood still
   */
  tick(nowMs: number, forgiveMs: number): void {
    this.#nowMs = nowMs;
    this.#heartbeat.forgive(forgiveMs);
    const { limits } = this.#stream;
    if (this.#closing !== null) {
      if (nowMs - this.#closing.sinceMs >= limits.lingerMs) this.#port.terminate();
      return;
    }
    if (this.#subscribe === null && nowMs - this.#connectedMs >= limits.subscribeWithinMs) {
      const reason = `no subscribe in ${limits.subscribeWithinMs} ms`;
      this.#close(CLOSE_CODES.noSubscribe, reason, nowMs);
      return;
    }
    this.#catchUp();
    if (this.#heartbeat.lagMs(nowMs) >= limits.closeAfterMs || this.#overflows()) {
      this.#close(CLOSE_CODES.tooSlow, 'slow', nowMs);
      return;
    }
    if (this.#heartbeat.isDue(nowMs, limits.heartbeatMs)) this.#sendBeat(nowMs);
    this.#closeWhenDone(nowMs);
  }

  /** The run is over: the watcher is closed as soon as it has everything. */
  finish(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#finishing = true;
    if (this.#closing === null) this.#catchUp();
    this.#closeWhenDone(nowMs);
  }

  /** The server shuts down before the run's end. */
  goAway(nowMs: number): void {
    this.#close(CLOSE_CODES.goingAway, 'the server is shutting down', nowMs);
  }

  /** The log was replaced by one of another epoch. */
  restart(nowMs: number): void {
    this.#nowMs = nowMs;
    if (this.#subscribe === null || this.#closing !== null) return;
    this.#deliverFrom(null, this.#subscribe);
    this.#sendSnapshot(this.#delivery?.positions() ?? {}, null);
  }

  #take(subscribe: SubscribeMessage): void {
    if (subscribe.proto !== PROTOCOL_VERSION) {
      const message = `expected protocol version ${PROTOCOL_VERSION}, found ${subscribe.proto}`;
      this.#fail('unknown-version', message, CLOSE_CODES.unknownVersion, this.#nowMs);
      return;
    }
    this.#stream.settle(this.#nowMs);
    const log = this.#stream.log();
    const found = resumePosition(subscribe, log);
    if (typeof found === 'string') {
      this.say({ type: 'error', code: 'bad-resume', message: found, fatal: false });
    }
    const resume = typeof found === 'string' ? null : found;
    const at = resume ?? (subscribe.from === 'start' ? {} : null);
    const answer = { epoch: log.epoch, resumed: resume !== null };
    const { channels, bench, mode } = subscribe;
    const filter = channelFilter(subscribe, () => this.#stream.benchmarks());
    if (typeof filter === 'string') {
      this.say({ type: 'error', code: 'bad-filter', message: filter, fatal: false });
      return;
    }
    this.#subscribe = subscribe;
    this.say({ type: 'subscribed', ...answer, channels, bench, mode });
    this.#deliverFrom(at, subscribe);
    if (at === null) this.#sendSnapshot(this.#delivery?.positions() ?? {}, null);
    this.#catchUp();
    this.#closeWhenDone(this.#nowMs);
  }

  #deliverFrom(at: Positions | null, subscribe: SubscribeMessage): void {
    const filter = channelFilter(subscribe, () => this.#stream.benchmarks());
    if (typeof filter === 'string') return;
    this.#delivery = new Delivery({
      log: this.#stream.log(),
      filter,
      at,
      sink: {
        entry: (entry) => this.#send(this.#stream.frameOf(entry)),
        gap: (gap) => this.#sendGap(gap),
        snapshot: (positions, missed) => this.#sendSnapshot(positions, missed),
      },
    });
  }

  #countMessage(nowMs: number): boolean {
    if (this.#rate.allows(nowMs)) return true;
    const message = `expected at most ${this.#stream.limits.messagesPerSecond} messages in a second`;
    this.#fail('too-many-messages', message, CLOSE_CODES.tooManyMessages, nowMs);
    return false;
  }

  #catchUp(): void {
    this.#guarded(() => this.#giveWhatIsDue());
  }

  #giveWhatIsDue(): void {
    if (this.#delivery === null || this.#subscribe === null) return;
    if (this.#subscribe.mode === 'summary') this.#delivery.giveSummaries('summary');
    else if (this.#delivery.isReplaying || this.#keepsUp()) {
      this.#delivery.giveWhile((entry) => this.#mayTake(entry));
    } else this.#delivery.giveSummaries('slow');
  }

  #mayTake(entry: LogEntry): boolean {
    const { limits } = this.#stream;
    if (this.#delivery?.isReplaying === true) return this.#port.bufferedBytes < limits.replayWindowBytes;
    return this.#port.bufferedBytes + entry.bytes <= limits.maxBufferedBytes && this.#answersInTime();
  }

  #keepsUp(): boolean {
    return this.#port.bufferedBytes < this.#stream.limits.maxBufferedBytes && this.#answersInTime();
  }

  #answersInTime(): boolean {
    return this.#heartbeat.lagMs(this.#nowMs) <= this.#stream.limits.slowAfterMs;
  }

  /** Run messages are never left out, so somebody who takes none at all has to go. */
  #overflows(): boolean {
    return this.#port.bufferedBytes > 2 * this.#stream.limits.maxBufferedBytes && !this.#answersInTime();
  }

  #sendBeat(nowMs: number): void {
    const beat = this.#heartbeat.next(nowMs);
    this.#port.ping(beat);
    const acks = this.#subscribe?.acks === true;
    if (this.#delivery !== null && (acks || this.#quiet)) {
      this.say({ type: 'heartbeat', beat, at: this.#delivery.movedPositions() });
      if (acks) this.#heartbeat.expectAck(nowMs);
    }
    this.#quiet = true;
  }

  #closeWhenDone(nowMs: number): void {
    if (!this.#finishing || this.#closing !== null || !this.isCurrent) return;
    this.#close(CLOSE_CODES.runOver, 'the run is over', nowMs);
  }

  #sendGap(gap: GapMessage): void {
    this.losses.gapCount += 1;
    this.losses.sampleCount += gap.sampleCount ?? 0;
    this.say(gap);
  }

  #sendSnapshot(at: Positions, missed: SnapshotMessage['missed']): void {
    if (missed !== null) this.losses.gapCount += 1;
    this.#send(this.#stream.snapshot(at, missed));
  }

  #send(frame: Frame): void {
    if (this.#closing !== null) return;
    this.#quiet = false;
    this.#port.send(frame);
  }

  #fail(code: ErrorMessage['code'], message: string, closeCode: CloseCode, nowMs: number): void {
    if (this.#closing !== null) return;
    this.say({ type: 'error', code, message, fatal: true });
    this.#close(closeCode, code, nowMs);
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (cause) {
      this.#close(CLOSE_CODES.serverFailed, 'the server failed', this.#nowMs);
      this.#stream.failed(cause);
    }
  }

  #close(code: CloseCode, reason: string, nowMs: number): void {
    if (this.#closing !== null) return;
    this.#closing = { code, reason, sinceMs: nowMs };
    this.#port.close(code, reason);
  }
}
