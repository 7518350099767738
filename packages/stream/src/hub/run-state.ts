import type { LiveEvent } from '@perf-suite/schema';

const MAX_WARNINGS = 1_000;

/**
 * The events of channel `run` that still matter: what a watcher who joins now must be told. Events
 * that replace each other (statistics of a benchmark so far) are kept once, the latest.
 */
export class RunState {
  readonly #latest = new Map<string, { readonly event: LiveEvent; readonly number: number }>();
  #warningCount = 0;
  #number = 0;

  apply(event: LiveEvent): void {
    if (event.type === 'samples') return;
    if (event.type === 'run-started') {
      this.#latest.clear();
      this.#warningCount = 0;
    }
    if (event.type === 'warning' && this.#warningCount >= MAX_WARNINGS) return;
    this.#number += 1;
    this.#latest.set(this.#slot(event), { event, number: this.#number });
  }

  /** The kept events, in the order they happened. */
  events(): LiveEvent[] {
    return [...this.#latest.values()].sort((a, b) => a.number - b.number).map((kept) => kept.event);
  }

  /** Events in the same slot replace each other. */
  #slot(event: Exclude<LiveEvent, { type: 'samples' }>): string {
    switch (event.type) {
      case 'run-started':
      case 'round-started':
      case 'run-finished':
        return event.type;
      case 'warning':
        this.#warningCount += 1;
        return `warning ${this.#warningCount}`;
      case 'resources':
        return `resources ${event.process} ${event.phase}`;
      default:
        return `${event.type} ${event.benchmark}`;
    }
  }
}
