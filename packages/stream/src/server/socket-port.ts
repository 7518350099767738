import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Frame } from '../hub/frame.js';
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
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#writes.hold(this.#connection);
    // Past `ws`, which would make the same header anew for each watcher and write it by itself: with
    // many watchers a tenth of what sending costs. It may do so since it never splits a message here.
    this.#connection.write(frame.wire);
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
