import type { Duplex } from 'node:stream';
import type { LiveEvent } from '@perf-suite/schema';
import type { RawData, WebSocket } from 'ws';
import type { StreamHub, Subprotocol } from '../hub/stream-hub.js';
import { TICK_MS } from '../hub/stream-limits.js';
import type { WatcherSession } from '../hub/watcher-session.js';
import type { GapMessage, LiveMessage, SnapshotMessage } from '../message/server-message.js';
import { pause } from '../pause.js';
import { JoinedWrites } from './joined-writes.js';
import { SocketPort } from './socket-port.js';

/** What one stream passes on to another. */
export type RelayedMessage = SnapshotMessage | LiveMessage | GapMessage;

const FINISH_POLL_MS = 20;

/** Gives a hub its clock and its sockets. Timers run only while somebody watches, and hold no process open. */
export class HubDriver {
  readonly #hub: StreamHub;
  readonly #watchers = new Map<WatcherSession, WebSocket>();
  readonly #writes = new JoinedWrites();
  #ticker: NodeJS.Timeout | null = null;
  #flusher: NodeJS.Timeout | null = null;

  constructor(hub: StreamHub) {
    this.#hub = hub;
  }

  publish(event: LiveEvent): void {
    this.#hub.publish(event, performance.now());
    this.#flushInTime();
  }

  /** Takes what another stream sent, in its order and with its numbers. */
  relay(message: RelayedMessage): void {
    if (message.type === 'snapshot') this.#hub.relaySnapshot(message, performance.now());
    else this.#hub.relay(message, performance.now());
  }

  accept(
    watcher: WebSocket,
    from: { socket: Duplex; subprotocol: Subprotocol; watcherId: string | null },
  ): void {
    const { subprotocol, watcherId } = from;
    const hub = this.#hub;
    const session = hub.connect(
      new SocketPort(watcher, from.socket, this.#writes),
      { subprotocol, watcherId },
      performance.now(),
    );
    this.#watchers.set(session, watcher);
    this.#ticker ??= setInterval(() => hub.tick(performance.now()), TICK_MS).unref();
    watcher.on('message', (data: RawData, isBinary: boolean) => {
      if (isBinary) session.refuseBinary(performance.now());
      else session.receive(textOf(data), performance.now());
    });
    watcher.on('ping', () => session.pinged(performance.now()));
    watcher.on('pong', (data: Buffer) => session.ponged(Number(data.toString('latin1')), performance.now()));
    watcher.on('close', (code: number) => this.#leave(session, code));
    // A protocol violation or a broken connection: `close` follows and says with which code.
    watcher.on('error', () => {});
    from.socket.on('drain', () => session.resumeSending(performance.now()));
  }

  /** Resolves when all watchers are gone: at the latest after both times. */
  async finish(times: { keepMs: number; lingerMs: number; stop?: AbortSignal }): Promise<void> {
    this.#hub.flush(performance.now());
    if (times.keepMs > 0) await pause(times.keepMs, times.stop);
    const startMs = performance.now();
    this.#hub.finish(startMs);
    while (this.#watchers.size > 0 || this.#hub.expectsReturn(performance.now())) {
      // A watcher has everything when nothing is held back for it.
      this.#writes.release();
      for (const session of this.#watchers.keys()) session.finish(performance.now());
      if (performance.now() - startMs >= times.lingerMs - FINISH_POLL_MS) break;
      await pause(FINISH_POLL_MS);
    }
    for (const socket of this.#watchers.values()) socket.terminate();
    this.#stopTimers();
  }

  /** Notifies all watchers that the server shuts down before the run's end. */
  async goAway(lingerMs: number): Promise<void> {
    const startMs = performance.now();
    this.#hub.goAway(startMs);
    while (this.#watchers.size > 0 && performance.now() - startMs < lingerMs) await pause(FINISH_POLL_MS);
    for (const socket of this.#watchers.values()) socket.terminate();
    this.#stopTimers();
  }

  /** Sends waiting samples when they are due, if nothing comes that takes them along. */
  #flushInTime(): void {
    const hub = this.#hub;
    if (this.#flusher !== null || !hub.hasPending || hub.watcherCount === 0) return;
    this.#flusher = setTimeout(
      () => {
        this.#flusher = null;
        hub.flushIfDue(performance.now());
        this.#flushInTime();
      },
      Math.ceil(hub.dueInMs(performance.now())),
    ).unref();
  }

  #leave(session: WatcherSession, code: number): void {
    this.#watchers.delete(session);
    this.#hub.leave(session, code, performance.now());
    if (this.#watchers.size === 0) this.#stopTimers();
  }

  #stopTimers(): void {
    if (this.#ticker !== null) clearInterval(this.#ticker);
    if (this.#flusher !== null) clearTimeout(this.#flusher);
    this.#ticker = null;
    this.#flusher = null;
    this.#hub.pauseTicks();
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.from(data as Buffer).toString('utf8');
}
