import { latencyOf, type Outcome, RequestTally, type Scenario } from '@perf-suite/load';
import { type Failure, sampleStatistics, type Warning } from '@perf-suite/schema';
import { createRandom, deriveSeed } from '../../wire/random.js';
import type { BenchmarkRecord } from '../results/benchmark-record.js';
import type { EventLog } from '../results/event-log.js';
import { finishedEvent } from '../results/finished-event.js';
import type { RunRecorder } from '../results/run-recorder.js';
import { SampleReservoir } from '../results/sample-reservoir.js';
import { type LoadWindows, windowAt } from './load-windows.js';

export interface LoadRoundsOptions {
  readonly scenario: Scenario;
  readonly windows: LoadWindows;
  readonly sampleCap: number;
  readonly recorder: RunRecorder;
  readonly events: EventLog;
}

/** Turns outcomes into the rounds of a run, as they come, and tells whoever watches. */
export class LoadRounds {
  readonly #options: LoadRoundsOptions;
  /** Over the whole time, by request. */
  readonly totals: readonly RequestTally[];
  /** Over the whole time, of all requests. */
  readonly all = new RequestTally();
  readonly #inWindow: readonly RequestTally[];
  /** Samples of each request in this window that were sent on. */
  readonly #sentCounts: number[];
  readonly #toldErrors = new Set<string>();
  #window = -1;

  constructor(options: LoadRoundsOptions) {
    this.#options = options;
    this.totals = options.scenario.requests.map(() => new RequestTally());
    this.#inWindow = options.scenario.requests.map(() => new RequestTally());
    this.#sentCounts = options.scenario.requests.map(() => 0);
  }

  /** Takes in what has ended, in order. */
  add(outcomes: Iterable<Outcome>): void {
    const { windows } = this.#options;
    let fresh = new Map<number, number[]>();
    for (const outcome of outcomes) {
      const window = windowAt(outcome.endedNs, windows);
      if (window > this.#window) {
        this.#send(fresh);
        fresh = new Map();
        this.#enter(window);
      }
      this.#count(outcome);
      const latencyNs = latencyOf(outcome);
      if (latencyNs === null) continue;
      const ofRequest = fresh.get(outcome.request) ?? [];
      ofRequest.push(latencyNs);
      fresh.set(outcome.request, ofRequest);
    }
    this.#send(fresh);
  }

  /**
   * Closes the last window and tells of each request how it ended.
   * @param lastMs how long the last window was
   */
  finish(elapsedMs: number): void {
    if (this.#window >= 0) {
      const startMs = this.#window * this.#options.windows.windowMs;
      this.#leave(Math.max(1, elapsedMs - startMs));
    }
    for (const [request, benchmark] of this.#benchmarks().entries()) {
      const tally = this.totals[request] as RequestTally;
      const warning = errorsWarning(tally);
      if (warning !== null && benchmark.warn(warning)) {
        this.#options.events.emit({ type: 'warning', benchmark: benchmark.index, warning });
      }
      benchmark.failure = failureOf(tally, Math.max(0, this.#window));
      benchmark.finished = true;
      this.#options.events.emit(finishedEvent(benchmark));
    }
  }

  #benchmarks(): readonly BenchmarkRecord[] {
    return this.#options.recorder.benchmarks;
  }

  #count(outcome: Outcome): void {
    this.totals[outcome.request]?.add(outcome);
    this.#inWindow[outcome.request]?.add(outcome);
    this.all.add(outcome);
    if (outcome.failure !== null) this.#tell(outcome.request, outcome.failure);
  }

  /** The first failure of each kind is news; how many there were is told at the end. */
  #tell(request: number, { kind, message }: NonNullable<Outcome['failure']>): void {
    const key = `${request} ${kind}`;
    if (this.#toldErrors.has(key)) return;
    this.#toldErrors.add(key);
    const warning = { code: `request-${kind}`, message: `a request failed: ${message}` };
    this.#options.events.emit({ type: 'warning', benchmark: request, warning });
  }

  /** Windows in which nothing ended stay without rounds of any request. */
  #enter(window: number): void {
    const { events, recorder, windows, sampleCap } = this.#options;
    if (this.#window >= 0) this.#leave(windows.windowMs);
    for (let next = this.#window + 1; next <= window; next++) {
      const seed = deriveSeed(recorder.header.seed, 'round', next);
      const ids = this.#benchmarks().map(({ planned }) => planned.id);
      recorder.startRound(next, {
        seed,
        firstVariant: 'head',
        workers: [{ fileId: this.#benchmarks()[0]?.planned.fileId ?? '', ids }],
      });
      events.emit({ type: 'round-started', round: next });
    }
    this.#window = window;
    for (const benchmark of this.#benchmarks()) {
      const seed = deriveSeed(recorder.header.seed, 'reservoir', benchmark.planned.id, window);
      benchmark.startRound(new SampleReservoir(sampleCap, createRandom(seed).next));
      recorder.noteOrder(benchmark.planned.id);
      const { index } = benchmark;
      events.emit({ type: 'benchmark-started', benchmark: index, round: window, batchSize: 1 });
    }
    this.#sentCounts.fill(0);
  }

  #send(fresh: ReadonlyMap<number, number[]>): void {
    for (const [request, ns] of fresh) {
      const first = this.#sentCounts[request] as number;
      this.#benchmarks()[request]?.addSamples(Float64Array.from(ns), null, null);
      const at = { benchmark: request, round: this.#window, variant: 'head', first } as const;
      this.#options.events.emit({ type: 'samples', ...at, ns });
      this.#sentCounts[request] = first + ns.length;
    }
  }

  #leave(elapsedMs: number): void {
    for (const [request, benchmark] of this.#benchmarks().entries()) {
      const tally = this.#inWindow[request] as RequestTally;
      if (tally.okCount + tally.errorCount > 0) {
        this.#keep(benchmark, { head: tally.counts(elapsedMs) });
      }
      tally.reset();
    }
  }

  #keep(benchmark: BenchmarkRecord, requests: { head: ReturnType<RequestTally['counts']> }): void {
    const notes = { memory: null, noiseRatio: null, warnings: [], metrics: [], requests };
    const { kept } = benchmark.keepRound(this.#window, notes, false);
    const head = kept === null ? null : sampleStatistics(kept.headNs);
    if (head === null) return;
    const { index } = benchmark;
    const ofRound = { benchmark: index, round: this.#window, head, base: null };
    const { memory, noiseRatio } = notes;
    this.#options.events.emit({ type: 'benchmark-measured', ...ofRound, memory, noiseRatio, requests });
  }
}

/** Returns how many failed and why; null where none did. */
function errorsWarning({ errorText }: RequestTally): Warning | null {
  return errorText === null ? null : { code: 'request-errors', message: errorText };
}

/** A request that was never answered well has not been measured. */
function failureOf({ okCount, errors, errorCount }: RequestTally, round: number): Failure | null {
  if (okCount > 0) return null;
  const [first] = errors;
  const message =
    first === undefined
      ? 'no request of it was sent and answered'
      : `none of ${errorCount} requests was answered as it must be: ${first.kind} (${first.example})`;
  return { reason: 'no-samples', round, message, hint: HINTS[first?.kind ?? 'none'] ?? LOOK_INTO_LOG };
}

const HINTS: Readonly<Record<string, string>> = {
  none: 'Measure longer (--time), or give it more weight in the scenario.',
  timeout: 'Give it more time (--timeout), or send less.',
  status:
    'Ask for what the service has, or say in the scenario which status is expected (check: { status: 404 }).',
  check: 'Compare the answer with the check in the scenario.',
  'too-large': 'Ask for less in one request.',
};
const LOOK_INTO_LOG = 'Look into the log of the service.';
