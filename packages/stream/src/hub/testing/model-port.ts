import type { CloseCode } from '../../message/close-code.js';
import type { Frame } from '../frame.js';
import type { WatcherPort } from '../watcher-port.js';

export type InFlight =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'ping'; readonly beat: number }
  | { readonly kind: 'close'; readonly code: number };

/** A connection as a model: what was sent waits in order until the test lets it arrive. */
export class ModelPort implements WatcherPort {
  readonly #inFlight: InFlight[] = [];
  bufferedBytes = 0;
  terminated = false;

  send(frame: Frame): void {
    this.#inFlight.push({ kind: 'frame', frame });
    this.bufferedBytes += frame.data.length;
  }

  ping(beat: number): void {
    this.#inFlight.push({ kind: 'ping', beat });
  }

  close(code: CloseCode): void {
    this.#inFlight.push({ kind: 'close', code });
  }

  terminate(): void {
    this.terminated = true;
  }

  /** The next thing to arrive at the other end. */
  next(): InFlight | undefined {
    const item = this.#inFlight.shift();
    if (item?.kind === 'frame') this.bufferedBytes -= item.frame.data.length;
    return item;
  }
}
