/**
 * How long a watcher has owed an answer (a pong, or an ack). The kernel swallows megabytes before a
 * stalled reader shows in a socket's buffer; an unanswered beat shows it within seconds.
 */
export class AnswerClock {
  readonly #owed: { readonly beat: number; sentMs: number }[] = [];

  asked(beat: number, nowMs: number): void {
    this.#owed.push({ beat, sentMs: nowMs });
  }

  /** Takes an answer to this beat and all before it. Returns false when none was owed. */
  answered(beat: number): boolean {
    const before = this.#owed.length;
    while (this.#owed[0] !== undefined && this.#owed[0].beat <= beat) this.#owed.shift();
    return this.#owed.length < before;
  }

  /** Milliseconds since the oldest question without an answer; 0 when none is owed. */
  lagMs(nowMs: number): number {
    const oldest = this.#owed[0];
    return oldest === undefined ? 0 : nowMs - oldest.sentMs;
  }

  /** The asking process itself stood still: its watchers are not to blame for that time. */
  forgive(ms: number): void {
    for (const question of this.#owed) question.sentMs += ms;
  }
}
