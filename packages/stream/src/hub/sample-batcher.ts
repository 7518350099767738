import type { LiveEventOf } from '@perf-suite/schema';

type SamplesEvent = LiveEventOf<'samples'>;

interface OpenBatch {
  readonly first: SamplesEvent;
  readonly parts: (readonly number[])[];
  count: number;
  t: number;
}

/**
 * Joins samples events that continue each other, so that many small ones leave as one message. It
 * keeps references until then: the caller must not change an event after handing it over.
 */
export class SampleBatcher {
  readonly #maxBatchSamples: number;
  #open: OpenBatch[] = [];
  #count = 0;

  constructor(options: { maxBatchSamples: number }) {
    this.#maxBatchSamples = options.maxBatchSamples;
  }

  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  /** True when enough has come together to send it before the cadence says so. */
  get isFull(): boolean {
    return this.#count >= this.#maxBatchSamples;
  }

  add(event: SamplesEvent): void {
    if (event.ns.length === 0) return;
    this.#count += event.ns.length;
    const batch = this.#open.find((open) => continues(open, event));
    if (batch === undefined) {
      this.#open.push({ first: event, parts: [event.ns], count: event.ns.length, t: event.t });
    } else {
      batch.parts.push(event.ns);
      batch.count += event.ns.length;
      batch.t = event.t;
    }
  }

  /** Returns the joined events, none longer than the maximum, and starts anew. */
  take(): SamplesEvent[] {
    const taken = this.#open.flatMap((batch) => this.#split(batch));
    this.#open = [];
    this.#count = 0;
    return taken;
  }

  #split(batch: OpenBatch): SamplesEvent[] {
    const only = batch.parts.length === 1 ? batch.parts[0] : undefined;
    const ns = only ?? joined(batch.parts);
    if (ns.length <= this.#maxBatchSamples) return [{ ...batch.first, t: batch.t, ns }];
    const events: SamplesEvent[] = [];
    for (let start = 0; start < ns.length; start += this.#maxBatchSamples) {
      const part = ns.slice(start, start + this.#maxBatchSamples);
      events.push({ ...batch.first, t: batch.t, first: batch.first.first + start, ns: part });
    }
    return events;
  }
}

/** As `flat`, which takes several times as long for numbers. */
function joined(parts: readonly (readonly number[])[]): number[] {
  const all: number[] = [];
  for (const part of parts) for (const value of part) all.push(value);
  // A copy, without the room to grow: the history keeps it.
  return all.slice();
}

function continues(batch: OpenBatch, event: SamplesEvent): boolean {
  const { first } = batch;
  return (
    first.benchmark === event.benchmark &&
    first.variant === event.variant &&
    first.round === event.round &&
    first.first + batch.count === event.first
  );
}
