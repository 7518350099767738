import type {
  GapMessage,
  LiveMessage,
  ServerMessage,
  SnapshotMessage,
} from '../../message/server-message.js';
import type { StreamHub } from '../stream-hub.js';
import type { WatcherSession } from '../watcher-session.js';
import { ModelPort } from './model-port.js';

type Passed = GapMessage | LiveMessage | SnapshotMessage;

/** What one watcher received about one seq of a channel. */
export type Received =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'gap'; readonly from: number; readonly to: number; readonly sampleCount: number | null };

/**
 * A watcher written from PROTOCOL.md alone, sharing no code with the product's client: it keeps what
 * it received about each seq and throws when that comes twice or out of order.
 */
export class ModelWatcher {
  readonly received = new Map<string, Map<number, Received>>();
  readonly gapReasons = new Set<string>();
  readonly #hub: StreamHub;
  readonly #pass: (message: Passed) => void;
  #epoch: string | null = null;
  #at: Record<string, number> = {};
  #connection: { readonly port: ModelPort; readonly session: WatcherSession } | null = null;
  closedWith: number[] = [];

  /** @param pass gets what this watcher receives, once: a relay's way in */
  constructor(hub: StreamHub, pass: (message: Passed) => void = () => {}) {
    this.#hub = hub;
    this.#pass = pass;
  }

  connect(nowMs: number, subscribe: object = {}): void {
    if (this.#connection !== null) return;
    const port = new ModelPort();
    const options = { subprotocol: 'perf-suite.live.v1', watcherId: null } as const;
    const session = this.#hub.connect(port, options, nowMs);
    this.#connection = { port, session };
    const resume = this.#epoch === null ? null : { epoch: this.#epoch, at: this.#at };
    session.receive(JSON.stringify({ type: 'subscribe', from: 'start', resume, ...subscribe }), nowMs);
  }

  /** The connection breaks; what is in flight is lost. */
  kill(nowMs: number): void {
    if (this.#connection === null) return;
    this.#hub.leave(this.#connection.session, 1006, nowMs);
    this.#connection = null;
  }

  /** Lets up to so many things in flight arrive. */
  read(atMost: number, nowMs: number): void {
    for (let count = 0; count < atMost; count++) {
      const connection = this.#connection;
      const item = connection?.port.next();
      if (connection === null || item === undefined) return;
      if (item.kind === 'ping') connection.session.ponged(item.beat, nowMs);
      else if (item.kind === 'frame') this.#receive(JSON.parse(item.frame.data.toString('utf8')));
      else {
        this.closedWith.push(item.code);
        this.kill(nowMs);
        return;
      }
    }
    this.#connection?.session.resumeSending(nowMs);
  }

  /** A session that gave up on this watcher has its socket destroyed. */
  noticeTermination(nowMs: number): void {
    if (this.#connection?.port.terminated === true) this.kill(nowMs);
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
      case 'error':
        return;
      case 'subscribed':
        if (!message.resumed) this.#at = {};
        this.#epoch = message.epoch;
        return;
      case 'snapshot':
        if (message.missed !== null) {
          const { from, to } = message.missed;
          this.gapReasons.add('run history');
          this.#note('run', from, to, { kind: 'gap', from, to, sampleCount: 0 });
          this.#agree(message.at);
        }
        this.#at = { ...message.at };
        this.#pass(message);
        return;
      case 'heartbeat':
        this.#agree(message.at);
        return;
      case 'gap': {
        const { ch, from, to, sampleCount, reason } = message;
        if (ch === 'run') throw new Error('a gap in run comes only inside a snapshot');
        this.gapReasons.add(`samples ${reason}`);
        this.#note(ch, from, to, { kind: 'gap', from, to, sampleCount });
        this.#pass(message);
        return;
      }
      default:
        this.#note(message.ch, message.seq, message.seq, { kind: 'message', text: JSON.stringify(message) });
        this.#pass(message);
    }
  }

  #agree(at: Readonly<Record<string, number>>): void {
    for (const [channel, seq] of Object.entries(at)) {
      if (this.#at[channel] !== seq)
        throw new Error(`server is at ${channel} ${seq}, have ${this.#at[channel]}`);
    }
  }

  #note(channel: string, from: number, to: number, received: Received): void {
    const expected = (this.#at[channel] ?? 0) + 1;
    if (from !== expected || to < from)
      throw new Error(`${channel}: expected ${expected}, got ${from} to ${to}`);
    const known = this.received.get(channel) ?? new Map<number, Received>();
    this.received.set(channel, known);
    for (let seq = from; seq <= to; seq++) {
      if (known.has(seq)) throw new Error(`${channel} ${seq} was sent twice`);
      known.set(seq, received);
    }
    this.#at[channel] = to;
  }
}
