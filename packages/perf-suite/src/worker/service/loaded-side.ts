import { type LoadFacts, LoadGenerator, type LoadModel, type Outcome, RequestTally } from '@perf-suite/load';
import type { Variant } from '@perf-suite/schema';
import { setTimeout } from '../measure/clock.js';
import type { RunningService } from './running-service.js';
import { endedByItself, onlyErrors, type WhenEnded } from './service-failures.js';
import type { ServiceSide } from './service-side.js';

/** How often it is looked whether a slice has to end early. */
const LOOK_EVERY_MS = 100;

export interface SliceOptions {
  readonly model: LoadModel;
  readonly timeMs: number;
  readonly seed: number;
  readonly isStopRequested: () => boolean;
}

export interface Slice {
  readonly facts: LoadFacts;
  /** In the order of their ends. */
  readonly outcomes: readonly Outcome[];
}

/** One side's service that is ready, and what sends it load. */
export class LoadedSide {
  readonly variant: Variant;
  readonly running: RunningService;
  readonly #generator: LoadGenerator;
  readonly #names: readonly string[];
  /** By request of the scenario, since it was last forgotten. */
  #tallies: RequestTally[] = [];
  #elapsedNs = 0;

  constructor(
    variant: Variant,
    running: RunningService,
    { origin, service, scenario }: ServiceSide & { readonly origin: string },
  ) {
    this.variant = variant;
    this.running = running;
    this.#names = scenario.requests.map(({ name }) => name);
    this.#generator = new LoadGenerator({
      origin,
      scenario,
      http: service.http,
      timeoutMs: service.requestTimeoutMs,
      verifiesCertificate: false,
    });
    this.forget();
  }

  /** Begins to count anew. */
  forget(): void {
    this.#tallies = this.#names.map(() => new RequestTally());
    this.#elapsedNs = 0;
  }

  /** Sends load for a time, and waits for all answers. */
  async slice({ model, timeMs, seed, isStopRequested }: SliceOptions): Promise<Slice> {
    const outcomes: Outcome[] = [];
    const end = new AbortController();
    let timer: NodeJS.Timeout;
    const look = (): void => {
      if (isStopRequested() || this.running.end !== null) end.abort();
      else timer = setTimeout(look, LOOK_EVERY_MS);
    };
    timer = setTimeout(look, LOOK_EVERY_MS);
    const facts = await this.#generator
      .run({ model, timeMs, seed, signal: end.signal, onOutcome: (outcome) => outcomes.push(outcome) })
      .finally(() => clearTimeout(timer));
    this.#elapsedNs += facts.elapsedNs;
    for (const outcome of outcomes) this.#tallies[outcome.request]?.add(outcome);
    return { facts, outcomes };
  }

  /** What became of the requests of one name. */
  tally(request: number): RequestTally {
    return this.#tallies[request] as RequestTally;
  }

  /** Time in which it was sent load. */
  get elapsedMs(): number {
    return this.#elapsedNs / 1e6;
  }

  /** @throws {CommandFailure} where it has ended */
  expectRunning(when: WhenEnded): void {
    if (this.running.end !== null) throw endedByItself(this.running.end, when, this.running.output());
  }

  /** @throws {CommandFailure} where none of what was sent was answered, or nothing of all that it may be asked as it must */
  expectAnswers(): void {
    const failure = this.failureOf('the service', this.#tallies);
    if (failure === null) return;
    const isAllTried = this.#tallies.every(({ errorCount }) => errorCount > 0);
    const kinds = this.#tallies.flatMap(({ errors }) => errors.map(({ kind }) => kind));
    if (isAllTried || !kinds.some((kind) => kind === 'status' || kind === 'check')) throw failure;
  }

  /** Why requests were not measured: all that were sent failed; null where one did not, or none was sent. */
  failureOf(what: string, tallies: readonly RequestTally[]): ReturnType<typeof onlyErrors> | null {
    const count = tallies.reduce((sum, { errorCount }) => sum + errorCount, 0);
    const [most] = tallies.flatMap(({ errors }) => errors).sort((a, b) => b.count - a.count);
    if (most === undefined || tallies.some(({ okCount }) => okCount > 0)) return null;
    return onlyErrors(what, { count, kind: most.kind, example: most.example }, this.running.output());
  }

  async close(): Promise<void> {
    await this.#generator.close();
  }
}
