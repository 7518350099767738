import type { Writable } from 'node:stream';

/**
 * Joins all that one turn of the event loop sends to a socket into one write. A write costs about as
 * much as the bytes of a whole message, for the server and again for who reads it.
 */
export class JoinedWrites {
  #held: Writable[] = [];

  /** What is sent to the socket from here on leaves together, when the current turn is over. */
  hold(socket: Writable): void {
    if (socket.writableCorked > 0) return;
    if (this.#held.length === 0) process.nextTick(() => this.release());
    this.#held.push(socket);
    socket.cork();
  }

  /** Lets go of what is held, at once. */
  release(): void {
    const held = this.#held;
    this.#held = [];
    for (const socket of held) socket.uncork();
  }
}
