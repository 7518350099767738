import type { LiveEvent } from '@perf-suite/schema';

/** Takes in what happens in a run; must return soon and never throw. */
export type EventSink = (event: LiveEvent) => void;

type WithoutTime<E> = E extends { readonly t: number } ? Omit<E, 't'> : E;

/** Stamps events with the time since the run started and hands them to everyone who listens. */
export class EventLog {
  readonly #sinks: readonly EventSink[];
  readonly #nowMs: () => number;
  readonly #startMs: number;

  /** @param nowMs a clock that never goes back */
  constructor(sinks: readonly EventSink[], nowMs: () => number) {
    this.#sinks = sinks;
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
  }

  emit(event: WithoutTime<LiveEvent>): void {
    const stamped: LiveEvent =
      event.type === 'run-started' ? event : { ...event, t: Math.max(0, this.#nowMs() - this.#startMs) };
    for (const sink of this.#sinks) sink(stamped);
  }

  elapsedMs(): number {
    return this.#nowMs() - this.#startMs;
  }
}
