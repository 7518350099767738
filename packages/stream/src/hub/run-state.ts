import type { LiveEvent } from '@perf-suite/schema';
import type { BenchmarkNames } from './channel-filter.js';

const MAX_WARNINGS = 1_000;

/**
 * What a run has come to: the events of channel `run` that still matter, which a watcher who joins now
 * must be sent. Events that replace each other (statistics of a benchmark so far) are kept once, the
 * latest.
 */
export class RunState {
  readonly #latest = new Map<string, { readonly event: LiveEvent; readonly number: number }>();
  readonly #batchSizes = new Map<number, number>();
  #benchmarks: BenchmarkNames = [];
  #warningCount = 0;
  #number = 0;
  #eventsText: string | null = null;

  /** The run's benchmarks; none before it has started. */
  get benchmarks(): BenchmarkNames {
    return this.#benchmarks;
  }

  /** Iterations in a batch of a benchmark, as last received. */
  get batchSizes(): ReadonlyMap<number, number> {
    return this.#batchSizes;
  }

  /** The kept events as a JSON array, in the order they happened. Made once for all who ask. */
  get eventsText(): string {
    this.#eventsText ??= JSON.stringify(this.events());
    return this.#eventsText;
  }

  apply(event: LiveEvent): void {
    if (event.type === 'samples') return;
    if (event.type === 'run-started') {
      this.#clear();
      this.#benchmarks = event.benchmarks;
    }
    if (event.type === 'benchmark-started') this.#batchSizes.set(event.benchmark, event.batchSize);
    if (event.type === 'warning' && this.#warningCount >= MAX_WARNINGS) return;
    this.#number += 1;
    this.#eventsText = null;
    this.#latest.set(this.#slot(event), { event, number: this.#number });
  }

  /** Takes another stream's events in place of its own. */
  replace(events: readonly LiveEvent[]): void {
    this.#clear();
    for (const event of events) this.apply(event);
  }

  /** The kept events, in the order they happened. */
  events(): LiveEvent[] {
    return [...this.#latest.values()].sort((a, b) => a.number - b.number).map((kept) => kept.event);
  }

  #clear(): void {
    this.#latest.clear();
    this.#warningCount = 0;
    this.#eventsText = null;
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
      case 'benchmark-started':
      case 'benchmark-measured':
      case 'metrics':
      case 'comparison':
      case 'benchmark-finished':
      case 'verdict':
        return `${event.type} ${event.benchmark}`;
      default: {
        event satisfies never;
        // Of what only a later version knows, the newest of each kind is kept.
        const { type, benchmark }: { readonly type: string; readonly benchmark?: number } = event;
        return `${type} ${benchmark}`;
      }
    }
  }
}
