import { AnswerClock } from './answer-clock.js';

/** One watcher's beats: when the next is due, and how long the watcher has owed an answer to one. */
export class Heartbeat {
  readonly #pongs = new AnswerClock();
  readonly #acks = new AnswerClock();
  #beat = 0;
  #lastMs: number;

  constructor(nowMs: number) {
    this.#lastMs = nowMs;
  }

  isDue(nowMs: number, everyMs: number): boolean {
    return nowMs - this.#lastMs >= everyMs;
  }

  /** Begins a beat that is to be answered by a pong, and returns its number. */
  next(nowMs: number): number {
    this.#beat += 1;
    this.#lastMs = nowMs;
    this.#pongs.asked(this.#beat, nowMs);
    return this.#beat;
  }

  /** The beat is to be answered by an ack as well. */
  expectAck(nowMs: number): void {
    this.#acks.asked(this.#beat, nowMs);
  }

  /** Returns false when no such pong was owed. */
  ponged(beat: number): boolean {
    return this.#pongs.answered(beat);
  }

  acked(beat: number): void {
    this.#acks.answered(beat);
  }

  /** Milliseconds since the oldest beat without its answer. */
  lagMs(nowMs: number): number {
    return Math.max(this.#pongs.lagMs(nowMs), this.#acks.lagMs(nowMs));
  }

  /** The asking process itself stood still for so long. */
  forgive(ms: number): void {
    this.#pongs.forgive(ms);
    this.#acks.forgive(ms);
  }
}
