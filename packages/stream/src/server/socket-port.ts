import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Frame } from '../hub/frame-cache.js';
import type { WatcherPort } from '../hub/watcher-port.js';
import type { CloseCode } from '../message/close-code.js';
import type { JoinedWrites } from './joined-writes.js';

/** A watcher's port on a real socket. */
export class SocketPort implements WatcherPort {
  readonly #socket: WebSocket;
  readonly #connection: Duplex;
  readonly #writes: JoinedWrites;

  /** @param connection what the socket writes to */
  constructor(socket: WebSocket, connection: Duplex, writes: JoinedWrites) {
    this.#socket = socket;
    this.#connection = connection;
    this.#writes = writes;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: Frame): void {
    this.#writes.hold(this.#connection);
    this.#socket.send(frame.data, { binary: frame.binary }, ignoreBrokenSocket);
  }

  ping(beat: number): void {
    if (this.#socket.readyState === this.#socket.OPEN) {
      this.#socket.ping(String(beat), false, ignoreBrokenSocket);
    }
  }

  close(code: CloseCode, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

/** A socket that breaks while sending reports it by its `close` event as well, which is where it counts. */
function ignoreBrokenSocket(): void {}
