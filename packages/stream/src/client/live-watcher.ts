import type { Positions, SubscribeRequest } from '../message/client-message.js';
import { isWorthComingBack } from '../message/close-code.js';
import type {
  GapMessage,
  HeartbeatMessage,
  HelloMessage,
  LiveMessage,
  ServerMessage,
  SnapshotMessage,
} from '../message/server-message.js';
import { BINARY_SUBPROTOCOL, JSON_SUBPROTOCOL } from '../message/subprotocol.js';
import { backOffMs } from './back-off.js';
import { withResume } from './fitting-positions.js';
import { readMessage } from './read-message.js';
import { StreamCursor } from './stream-cursor.js';
import type { WatcherStatus, WatchOptions } from './watch-options.js';
import type { WebSocketConstructor, WebSocketLike } from './web-socket-like.js';

/** A server that is silent for this many heartbeats is gone. */
const SILENT_BEATS = 5;
const UNTIL_HELLO_MS = 10_000;
/** Refusals that trying again does not change; an address that never answered may just be wrong. */
const FINAL_REFUSALS = [400, 401, 403, 404, 421];
const BREAK_OFF = 4000;

/**
 * Watches a stream and keeps watching: comes back after a break, goes on where it was, drops what it
 * has seen, and reports a gap for what is gone for good.
 */
export class LiveWatcher {
  readonly #url: string;
  readonly #options: WatchOptions & { readonly webSocket: WebSocketConstructor };
  readonly #cursor: StreamCursor;
  #socket: WebSocketLike | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #silentMs = UNTIL_HELLO_MS;
  #lastHeardMs = 0;
  #attempt = 0;
  #downSinceMs: number | null = null;
  #brokeOff = false;
  #watcherId: string | null = null;
  #refusal: { readonly reason: string | null; readonly status: number | null } | null = null;
  #endedWith: Extract<WatcherStatus, { state: 'ended' }> | null = null;
  #resolveEnded: (status: Extract<WatcherStatus, { state: 'ended' }>) => void = () => {};
  /** Settles when the run is over, or there is no way back. */
  readonly ended: Promise<Extract<WatcherStatus, { state: 'ended' }>>;

  constructor(url: string, options: WatchOptions & { readonly webSocket: WebSocketConstructor }) {
    this.#url = url;
    this.#options = options;
    this.#cursor = new StreamCursor(options.resume ?? null);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#connect();
  }

  /** Where it is; give it to a later watcher to go on there. */
  get resume(): { epoch: string; at: Positions } | null {
    return this.#cursor.resume;
  }

  /** Leaves the stream for good. */
  close(): void {
    if (this.#endedWith !== null) return;
    const socket = this.#detach();
    this.#end({ state: 'ended', code: 1000, reason: 'left', complete: false, refusedWith: null });
    socket?.close(1000, 'left');
  }

  #connect(): void {
    const { webSocket, binary = true } = this.#options;
    this.#status({ state: 'connecting', attempt: this.#attempt });
    const url = new URL(this.#url);
    if (this.#watcherId !== null) url.searchParams.set('watcher', this.#watcherId);
    const socket = new webSocket(url.href, [binary ? BINARY_SUBPROTOCOL : JSON_SUBPROTOCOL]);
    this.#socket = socket;
    this.#refusal = null;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = (event: { data: unknown }) => {
      this.#lastHeardMs = performance.now();
      this.#receive(event.data);
    };
    socket.onerror = (event: { message?: unknown; error?: unknown }) => {
      // Browsers do not say why; Node does. The first word counts: closing what is not open is an error too.
      this.#refusal ??= refusalIn(event);
    };
    socket.onclose = (event: { code: number; reason: string }) => {
      this.#lost(event.code, event.reason || (this.#refusal?.reason ?? 'the connection broke'));
    };
    this.#silentMs = UNTIL_HELLO_MS;
    this.#lastHeardMs = performance.now();
    this.#watchSilence();
  }

  #receive(data: unknown): void {
    let message: ServerMessage | null;
    try {
      message = readMessage(data);
    } catch (error) {
      this.#breakOff(error instanceof Error ? error.message : 'a frame could not be read');
      return;
    }
    if (message === null) return;
    switch (message.type) {
      case 'error':
        return;
      case 'hello':
        this.#greeted(message);
        return;
      case 'subscribed':
        if (!message.resumed && this.#options.from === 'start') {
          this.#restart({
            type: 'snapshot',
            epoch: message.epoch,
            at: {},
            missed: null,
            events: [],
            samples: [],
          });
        }
        return;
      case 'snapshot':
        this.#restart(message);
        return;
      case 'heartbeat':
        this.#compare(message);
        return;
      default:
        this.#arrived(message);
    }
  }

  #greeted(hello: HelloMessage): void {
    this.#watcherId = hello.watcher;
    this.#silentMs = hello.heartbeatMs * SILENT_BEATS;
    if (!this.#brokeOff) this.#isBack();
    const { channels, bench, mode, from, acks } = this.#options;
    const subscribe: SubscribeRequest = {
      ...(channels === undefined ? {} : { channels: [...channels] }),
      ...(bench === undefined ? {} : { bench }),
      ...(mode === undefined ? {} : { mode }),
      ...(from === undefined ? {} : { from }),
      ...(acks === undefined ? {} : { acks }),
    };
    this.#say(withResume({ type: 'subscribe', ...subscribe }, this.resume, hello.limits.maxPayloadBytes));
    this.#status({ state: 'live', hello });
  }

  #restart(snapshot: SnapshotMessage): void {
    // Run messages were missed; of channels that are sent again, more has come than the server counts.
    const at = snapshot.missed === null ? snapshot.at : this.#cursor.furthest(snapshot);
    this.#cursor.reset(snapshot.epoch, at);
    this.#isBack();
    this.#options.onSnapshot?.({ ...snapshot, at });
  }

  #arrived(message: LiveMessage | GapMessage): void {
    const unseen = message.type === 'gap' ? this.#cursor.unseenOf(message) : message;
    const arrival = this.#cursor.accept(unseen);
    if (arrival === 'missing') {
      this.#breakOff(`something before ${message.ch} is missing`);
      return;
    }
    this.#isBack();
    if (arrival === 'new' && unseen.type === 'gap') this.#options.onGap?.(unseen);
    else if (arrival === 'new' && unseen.type !== 'gap') this.#options.onMessage?.(unseen);
  }

  #compare(heartbeat: HeartbeatMessage): void {
    if (!this.#cursor.agreesWith(heartbeat)) {
      this.#breakOff('the server has sent more messages than arrived');
      return;
    }
    this.#isBack();
    if (this.#options.acks === true) this.#say({ type: 'ack', beat: heartbeat.beat });
  }

  /** The next break begins anew. After nonsense a greeting is not enough: that server would be asked for ever. */
  #isBack(): void {
    this.#brokeOff = false;
    this.#attempt = 0;
    this.#downSinceMs = null;
  }

  #say(message: object): void {
    this.#socket?.send(JSON.stringify(message));
  }

  /** Something is wrong with this connection: comes back on another. */
  #breakOff(reason: string): void {
    const socket = this.#detach();
    // A close frame takes 123 bytes, and more than that makes it throw.
    socket?.close(BREAK_OFF, reason.replace(/[^ -~]/g, '?').slice(0, 100));
    this.#brokeOff = true;
    this.#lost(1006, reason);
  }

  #lost(code: number, reason: string): void {
    this.#detach();
    if (this.#endedWith !== null) return;
    const refusedWith = this.#refusal?.status ?? null;
    if (!isWorthComingBack(code) || FINAL_REFUSALS.includes(refusedWith ?? 0)) {
      this.#end({ state: 'ended', code, reason, complete: code === 1000, refusedWith });
      return;
    }
    const nowMs = performance.now();
    this.#downSinceMs ??= nowMs;
    if (nowMs - this.#downSinceMs >= (this.#options.giveUpAfterMs ?? Number.POSITIVE_INFINITY)) {
      this.#end({ state: 'ended', code, reason: `gave up: ${reason}`, complete: false, refusedWith });
      return;
    }
    const retryInMs = backOffMs(this.#attempt, (this.#options.random ?? Math.random)());
    this.#attempt += 1;
    this.#timer = setTimeout(() => this.#connect(), retryInMs);
    this.#status({ state: 'waiting', code, reason, retryInMs });
  }

  #watchSilence(): void {
    this.#timer = setTimeout(() => {
      const silentMs = performance.now() - this.#lastHeardMs;
      if (silentMs >= this.#silentMs) this.#breakOff(`no message for ${Math.round(silentMs)} ms`);
      else this.#watchSilence();
    }, this.#silentMs / 2);
  }

  #end(status: Extract<WatcherStatus, { state: 'ended' }>): void {
    this.#endedWith = status;
    this.#status(status);
    this.#resolveEnded(status);
  }

  #status(status: WatcherStatus): void {
    this.#options.onStatus?.(status);
  }

  /** Lets go of the socket and the timer, so that neither can speak any more. */
  #detach(): WebSocketLike | null {
    const socket = this.#socket;
    if (socket !== null) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.onopen = null;
      // `ws` throws an error that nobody listens for.
      socket.onerror = () => {};
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#socket = null;
    this.#timer = null;
    return socket;
  }
}

/** Returns what an error event says: why, and the status with which a server refused, as a property or in the words of `ws`. */
function refusalIn({ message, error }: { message?: unknown; error?: unknown }): {
  reason: string | null;
  status: number | null;
} {
  const reason = typeof message === 'string' ? message : null;
  const given = typeof error === 'object' && error !== null && 'status' in error ? error.status : null;
  const inWords = /response: (\d{3})/.exec(reason ?? '')?.[1];
  return {
    reason,
    status: typeof given === 'number' ? given : inWords === undefined ? null : Number(inWords),
  };
}
