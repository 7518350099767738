import { performance } from 'node:perf_hooks';
import { type Connection, ConnectionPool, type HttpVersion } from './http/connection-pool.js';
import { Exchange, type ExchangeEnd } from './http/exchange.js';
import { type GeneratorUse, GeneratorWatch } from './measure/generator-use.js';
import type { Outcome } from './measure/outcome.js';
import { requestSource } from './scenario/request-source.js';
import type { LoadRequest, Scenario } from './scenario/scenario.js';
import { startClosedLoop } from './schedule/closed-loop.js';
import type { LoadModel } from './schedule/load-model.js';
import { type Loop, startOpenLoop } from './schedule/open-loop.js';
import { PreciseTimer } from './schedule/precise-timer.js';
import { seededRandom } from './schedule/seeded-random.js';

export interface GeneratorOptions {
  /** Scheme, host and port, such as `http://127.0.0.1:3000`; paths come from the scenario. */
  readonly origin: string;
  readonly scenario: Scenario;
  /** `http/1.1` unless given. `h2` is HTTP/2: by ALPN with https, by prior knowledge with http. */
  readonly http?: HttpVersion;
  /** Milliseconds from the intended start to the end of the answer; 10,000 unless given. A request's own wins. */
  readonly timeoutMs?: number;
  /** Connections that may be open at once; 256 unless given. A closed loop opens one for each user at least. */
  readonly maxConnections?: number;
  /** Bytes of a body from which an answer counts as too large; 64 MiB unless given. */
  readonly maxBodyBytes?: number;
  /** False takes any certificate; true unless given. */
  readonly verifiesCertificate?: boolean;
}

export interface LoadOptions {
  readonly model: LoadModel;
  /** Milliseconds in which requests are started. Answers may come later: up to the time limit of a request. */
  readonly timeMs: number;
  /** Draws requests, values and random arrivals: the same for both sides of a pair. The scenario's, else 0. */
  readonly seed?: number;
  /**
   * Ends it early: nothing more is sent, and what is under way gets a second more. What then still has no answer is
   * counted as cancelled and has no outcome.
   */
  readonly signal?: AbortSignal;
  /** Called at the end of each request, in the order of their ends. It delays all others: keep it short. */
  readonly onOutcome: (outcome: Outcome) => void;
}

/** What is known at the end of a run of load besides its outcomes. */
export interface LoadFacts {
  /** `performance.now()` at its start. */
  readonly startedAtMs: number;
  /** Nanoseconds from the start to the end of the last request. */
  readonly elapsedNs: number;
  readonly sentCount: number;
  /** Requests without an outcome, as it was ended early. */
  readonly cancelledCount: number;
  /** Connections that were made, again ones included. */
  readonly connectionCount: number;
  readonly generator: GeneratorUse;
}

const DRAIN_MS = 1000;

/**
 * Sends load to one service. Connections stay open between calls of `run`, so that it can measure in short slices;
 * one that nobody uses for four seconds (or less, where the service says so) is closed and opened again.
 */
export class LoadGenerator {
  readonly #options: Required<Omit<GeneratorOptions, 'maxConnections'>>;
  readonly #pool: ConnectionPool;
  #maxConnections: number;
  #timer: PreciseTimer | null = null;
  #isRunning = false;

  constructor(options: GeneratorOptions) {
    this.#options = {
      http: 'http/1.1',
      timeoutMs: 10_000,
      maxBodyBytes: 64 * 2 ** 20,
      verifiesCertificate: true,
      ...options,
    };
    this.#maxConnections = options.maxConnections ?? 256;
    const { origin, http, timeoutMs, verifiesCertificate } = this.#options;
    this.#pool = new ConnectionPool({
      origin,
      http,
      maxConnections: () => this.#maxConnections,
      connectTimeoutMs: timeoutMs,
      verifiesCertificate,
    });
  }

  get scenario(): Scenario {
    return this.#options.scenario;
  }

  /**
   * Sends load for a time; resolves when the last request has ended. Requests that fail are outcomes, not errors.
   * @throws {RangeError} when it already runs, or for a rate, concurrency or time that is not above 0
   */
  async run(options: LoadOptions): Promise<LoadFacts> {
    expectRunnable(options);
    if (this.#isRunning) throw new RangeError('this generator already runs: await its end first');
    this.#isRunning = true;
    try {
      if (options.model.kind === 'closed') {
        this.#maxConnections = Math.max(this.#maxConnections, options.model.concurrency);
      }
      const isOpen = options.model.kind === 'open';
      if (isOpen) this.#timer ??= await PreciseTimer.open();
      const parts = { settings: this.#options, pool: this.#pool, timer: isOpen ? this.#timer : null };
      return await new LoadRun(parts, options).facts();
    } finally {
      this.#isRunning = false;
    }
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    await Promise.all([this.#pool.close(), this.#timer?.close()]);
    this.#timer = null;
  }
}

function expectRunnable({ model, timeMs }: LoadOptions): void {
  if (!(timeMs > 0)) throw new RangeError(`timeMs is ${timeMs}: expected more than 0`);
  if (model.kind === 'open' && !(model.ratePerSecond > 0 && Number.isFinite(model.ratePerSecond))) {
    throw new RangeError(`ratePerSecond is ${model.ratePerSecond}: expected more than 0`);
  }
  if (model.kind === 'closed' && !(Number.isInteger(model.concurrency) && model.concurrency > 0)) {
    throw new RangeError(`concurrency is ${model.concurrency}: expected a whole number from 1`);
  }
}

interface RunParts {
  readonly settings: Required<Omit<GeneratorOptions, 'maxConnections'>>;
  readonly pool: ConnectionPool;
  /** Null in a closed loop, which waits for answers only. */
  readonly timer: PreciseTimer | null;
}

/** One call of `run`. */
class LoadRun {
  readonly #settings: RunParts['settings'];
  readonly #pool: ConnectionPool;
  readonly #timer: PreciseTimer | null;
  readonly #options: LoadOptions;
  readonly #draw: ReturnType<typeof requestSource>;
  readonly #random: () => number;
  readonly #watch = new GeneratorWatch();
  readonly #startedAtMs = performance.now();
  readonly #underWay = new Set<() => void>();
  #sentCount = 0;
  #cancelledCount = 0;
  #lastEndNs = 0;
  #onIdle: (() => void) | null = null;

  constructor({ settings, pool, timer }: RunParts, options: LoadOptions) {
    this.#settings = settings;
    this.#pool = pool;
    this.#timer = timer;
    this.#options = options;
    const seed = options.seed ?? settings.scenario.seed ?? 0;
    this.#draw = requestSource(settings.scenario, seededRandom(seed));
    // Of its own: what is drawn for a request must not move the schedule.
    this.#random = seededRandom(seed ^ 0x5bd1e995);
  }

  async facts(): Promise<LoadFacts> {
    const { signal } = this.#options;
    const openedBefore = this.#pool.openedCount;
    const loop = this.#startLoop();
    const onAbort = (): void => {
      loop.stop();
      setTimeout(() => this.#cancelAll(), DRAIN_MS).unref();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    try {
      await loop.finished;
      await this.#idle();
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
    return {
      startedAtMs: this.#startedAtMs,
      elapsedNs: this.#lastEndNs,
      sentCount: this.#sentCount,
      cancelledCount: this.#cancelledCount,
      connectionCount: this.#pool.openedCount - openedBefore,
      generator: this.#watch.use(),
    };
  }

  #startLoop(): Loop {
    const { model, timeMs } = this.#options;
    const nowNs = (): number => this.#nowNs();
    const timeNs = timeMs * 1e6;
    const timer = this.#timer;
    if (model.kind === 'closed') {
      return startClosedLoop({ model, timeNs, nowNs, send: (dueNs, onEnd) => this.#send(dueNs, onEnd) });
    }
    if (timer === null) throw new RangeError('an open loop needs a timer');
    return startOpenLoop({
      model,
      timer,
      timeNs,
      nowNs,
      random: this.#random,
      send: (dueNs) => {
        this.#watch.noteLateness(this.#nowNs() - dueNs);
        this.#send(dueNs, () => undefined);
      },
    });
  }

  #nowNs(): number {
    return (performance.now() - this.#startedAtMs) * 1e6;
  }

  #send(intendedNs: number, onEnd: (wasAnswered: boolean) => void): void {
    const { index, path, headers, body } = this.#draw();
    const { method, check, timeoutMs } = this.#settings.scenario.requests[index] as LoadRequest;
    const { maxBodyBytes } = this.#settings;
    const startedNs = this.#nowNs();
    this.#sentCount++;
    let connection: Connection | null = null;
    const exchange = new Exchange({ method, path, headers, body, check, maxBodyBytes }, (end) => {
      clearTimeout(timer);
      waiting.cancelled = true;
      this.#underWay.delete(cancel);
      if (isCancelled) this.#cancelledCount++;
      else this.#report({ request: index, intendedNs, startedNs, end });
      if (connection !== null) this.#giveBack(connection, end);
      onEnd(end.status !== null);
      if (this.#underWay.size === 0) this.#onIdle?.();
    });
    let isCancelled = false;
    const cancel = (): void => {
      isCancelled = true;
      exchange.stop({ kind: 'other', message: 'cancelled' });
    };
    const limitMs = timeoutMs ?? this.#settings.timeoutMs;
    const timer = setTimeout(
      () => exchange.stop({ kind: 'timeout', message: `no whole answer in ${limitMs} ms` }),
      Math.max(1, limitMs - (startedNs - intendedNs) / 1e6),
    );
    const waiting = {
      cancelled: false,
      use: (given: Connection): void => {
        connection = given;
        given.client.dispatch({ method: method as 'GET', path, headers, body }, exchange);
      },
    };
    this.#underWay.add(cancel);
    this.#pool.acquire(waiting);
  }

  #report(ended: {
    readonly request: number;
    readonly intendedNs: number;
    readonly startedNs: number;
    readonly end: ExchangeEnd;
  }): void {
    const { end, ...started } = ended;
    const endedNs = this.#nowNs();
    this.#lastEndNs = endedNs;
    this.#options.onOutcome({ ...started, endedNs, ...end });
  }

  /** A connection that hangs while it connects would let all that come after wait too. */
  #giveBack(connection: Connection, { failure }: ExchangeEnd): void {
    if (failure?.kind === 'timeout' && !connection.connected) this.#pool.discard(connection);
    else this.#pool.release(connection);
  }

  #cancelAll(): void {
    for (const cancel of [...this.#underWay]) cancel();
  }

  async #idle(): Promise<void> {
    if (this.#underWay.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }
}
