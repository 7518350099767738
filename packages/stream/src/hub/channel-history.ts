import type { LogEntry } from './log-entry.js';

const TOTAL_BYTES = 8;
/** A gap longer than this is not worth a place for each of its seqs. */
const LONGEST_KNOWN_GAP = 10_000;

/** Where one channel stands, and how many samples its messages held, even those that are forgotten. */
export class ChannelHistory {
  #head = 0;
  #firstKept = 1;
  #sampleTotal = 0;
  /** `#totals[i]` is the number of samples up to and including seq `#totalsFrom + i`. */
  #totals: number[] = [];
  #totalsFrom = 1;

  /** The last seq assigned; 0 before the first. */
  get head(): number {
    return this.#head;
  }

  /** The first seq still held; head + 1 when none is. */
  get firstKept(): number {
    return this.#firstKept;
  }

  get sampleTotal(): number {
    return this.#sampleTotal;
  }

  get bytes(): number {
    return this.#totals.length * TOTAL_BYTES;
  }

  /** Returns the number of samples in messages from..to; null when that is forgotten. */
  samplesIn(from: number, to: number): number | null {
    const before = this.#totalAt(from - 1);
    const after = this.#totalAt(to);
    return before === null || after === null ? null : after - before;
  }

  add(entry: LogEntry): void {
    this.#head = entry.seq;
    if (entry.sampleCount === null || entry.seq - entry.from > LONGEST_KNOWN_GAP) {
      this.#sampleTotal += entry.sampleCount ?? 0;
      this.#totals = [];
      this.#totalsFrom = entry.seq + 1;
      return;
    }
    this.#sampleTotal += entry.sampleCount;
    // Inside an upstream's gap only the total at its end is known.
    for (let seq = entry.from; seq < entry.seq; seq++) this.#totals.push(Number.NaN);
    this.#totals.push(this.#sampleTotal);
  }

  /** The message is held no more. */
  forget(entry: LogEntry): void {
    this.#firstKept = entry.seq + 1;
  }

  /** Gives back half of the memory for totals, as far as their messages are forgotten. */
  forgetTotals(): void {
    const forgotten = Math.max(0, this.#firstKept - 1 - this.#totalsFrom);
    const drop = Math.min(this.#totals.length >> 1, forgotten);
    this.#totals = this.#totals.slice(drop);
    this.#totalsFrom += drop;
  }

  /** Goes on at a later position; nothing is known of what lies before but how many samples it held. */
  skipTo(seq: number, sampleTotal: number): void {
    this.#head = seq;
    this.#firstKept = seq + 1;
    this.#sampleTotal = sampleTotal;
    this.#totals = [];
    this.#totalsFrom = seq + 1;
  }

  #totalAt(seq: number): number | null {
    if (seq === this.#head) return this.#sampleTotal;
    if (seq === 0) return 0;
    const total = this.#totals[seq - this.#totalsFrom];
    return total === undefined || Number.isNaN(total) ? null : total;
  }
}
