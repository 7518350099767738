import type { LogEntry } from './log-entry.js';

/** A queue that forgets from its front, with binary search by order. */
export class EntryQueue {
  #entries: (LogEntry | undefined)[] = [];
  #start = 0;
  bytes = 0;

  get length(): number {
    return this.#entries.length - this.#start;
  }

  push(entry: LogEntry): void {
    this.#entries.push(entry);
    this.bytes += entry.bytes;
  }

  shift(): LogEntry | undefined {
    const entry = this.#entries[this.#start];
    if (entry === undefined) return undefined;
    // What is forgotten must not be kept until the next compaction: that would be as much again.
    this.#entries[this.#start] = undefined;
    this.#start += 1;
    this.bytes -= entry.bytes;
    // Compacting half of the array at a time keeps a shift cheap on average.
    if (this.#start > 64 && this.#start * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#start);
      this.#start = 0;
    }
    return entry;
  }

  clear(): void {
    this.#entries = [];
    this.#start = 0;
    this.bytes = 0;
  }

  at(index: number): LogEntry | undefined {
    return this.#entries[this.#start + index];
  }

  /** Index of the first entry whose order is at least this. */
  indexOf(order: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.at(middle) as LogEntry).order < order) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
