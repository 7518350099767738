import type { Frame } from './frame.js';
import type { LogEntry } from './log-entry.js';

/**
 * Encodes each message once for all watchers of a format, and only when somebody wants it. The
 * latest frames are kept, since those who resume after one break ask for the same ones.
 */
export class FrameCache {
  readonly #encode: (entry: LogEntry) => Frame;
  readonly #maxBytes: number;
  readonly #frames = new Map<number, Frame>();
  #bytes = 0;

  constructor(options: { encode: (entry: LogEntry) => Frame; maxBytes: number }) {
    this.#encode = options.encode;
    this.#maxBytes = options.maxBytes;
  }

  frameOf(entry: LogEntry): Frame {
    const known = this.#frames.get(entry.order);
    if (known !== undefined) return known;
    const frame = this.#encode(entry);
    this.#frames.set(entry.order, frame);
    this.#bytes += frame.wire.length;
    for (const [order, oldest] of this.#frames) {
      if (this.#bytes <= this.#maxBytes || oldest === frame) break;
      this.#frames.delete(order);
      this.#bytes -= oldest.wire.length;
    }
    return frame;
  }

  clear(): void {
    this.#frames.clear();
    this.#bytes = 0;
  }
}
