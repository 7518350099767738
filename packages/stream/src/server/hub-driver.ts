import type { Duplex } from 'node:stream';
import type { LiveEvent } from '@perf-suite/schema';
import type { RawData, WebSocket } from 'ws';
import type { StreamHub, Subprotocol } from '../hub/stream-hub.js';
import { TICK_MS } from '../hub/stream-limits.js';
import type { WatcherSession } from '../hub/watcher-session.js';
import { SocketPort } from './socket-port.js';

const FINISH_LOOK_MS = 20;

/** Gives a hub its clock and its sockets. Timers run only while somebody watches, and hold no process open. */
export class HubDriver {
  readonly #hub: StreamHub;
  readonly #watchers = new Map<WatcherSession, WebSocket>();
  #ticker: NodeJS.Timeout | null = null;
  #flusher: NodeJS.Timeout | null = null;

  constructor(hub: StreamHub) {
    this.#hub = hub;
  }

  publish(event: LiveEvent): void {
    this.#hub.publish(event, performance.now());
    if (this.#flusher !== null || !this.#hub.hasPending || this.#hub.watcherCount === 0) return;
    this.#flusher = setTimeout(() => {
      this.#flusher = null;
      this.#hub.flush(performance.now());
    }, this.#hub.cadenceMs).unref();
  }

  accept(
    watcher: WebSocket,
    from: { socket: Duplex; subprotocol: Subprotocol; watcherId: string | null },
  ): void {
    const { subprotocol, watcherId } = from;
    const hub = this.#hub;
    const session = hub.connect(new SocketPort(watcher), { subprotocol, watcherId }, performance.now());
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
  async finish(times: { keepMs: number; lingerMs: number }): Promise<void> {
    this.#hub.flush(performance.now());
    if (times.keepMs > 0) await delay(times.keepMs);
    const startMs = performance.now();
    this.#hub.finish(startMs);
    while (this.#watchers.size > 0 || this.#hub.expectsReturn(performance.now())) {
      if (performance.now() - startMs >= times.lingerMs - FINISH_LOOK_MS) break;
      await delay(FINISH_LOOK_MS);
      for (const session of this.#watchers.keys()) session.finish(performance.now());
    }
    for (const socket of this.#watchers.values()) socket.terminate();
    this.#stopTimers();
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

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
