import { HEALTH_METRICS } from '../catalogue/web-vitals-metrics.js';
import { found } from '../expected-found.js';
import { resultWithin } from '../result-within.js';
import type { MetricStore } from '../store/metric-store.js';

/** Throws, rejects or returns false where something the service needs is not well. */
export type HealthCheck = () => unknown;

export interface HealthAnswer {
  readonly status: 'ok' | 'failing';
  readonly uptimeSeconds: number;
  readonly checks: Readonly<Record<string, 'ok' | 'failing' | 'timeout'>>;
}

const TIMEOUT_MS = 5_000;
/** For a scrape, whose limit must not end before that of the checks. */
const REST_OF_READING_MS = 1_000;
/** Probes that come faster get the last answer: the database must not feel them. */
const KEPT_MS = 1_000;

/** Runs the checks of a service, all at once, and remembers their answer for a second. */
export class Health {
  readonly #store: MetricStore;
  readonly #checks: Readonly<Record<string, HealthCheck>>;
  readonly #timeoutMs: number;
  #last: { readonly atMs: number; readonly answer: Promise<HealthAnswer> } | null = null;

  /** @throws {TypeError} when the checks are no functions by name */
  constructor(
    store: MetricStore,
    checks: Readonly<Record<string, HealthCheck>>,
    { timeoutMs = TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
  ) {
    expectChecks(checks);
    this.#store = store;
    this.#checks = checks;
    this.#timeoutMs = timeoutMs;
    // Also where nobody asks: an alert must not wait for a probe.
    store.read(HEALTH_METRICS.checks, async () => void (await this.answer()), {
      limitMs: timeoutMs + REST_OF_READING_MS,
    });
  }

  answer(): Promise<HealthAnswer> {
    const nowMs = performance.now();
    if (this.#last !== null && nowMs - this.#last.atMs < KEPT_MS) return this.#last.answer;
    const answer = this.#run();
    this.#last = { atMs: nowMs, answer };
    return answer;
  }

  async #run(): Promise<HealthAnswer> {
    const results = await Promise.all(
      Object.entries(this.#checks).map(async ([name, check]) => {
        const result = await resultOf(check, this.#timeoutMs);
        this.#show(name, result === 'ok');
        return [name, result] as const;
      }),
    );
    const isWell = results.every(([, result]) => result === 'ok');
    return {
      status: isWell ? 'ok' : 'failing',
      uptimeSeconds: Math.round(process.uptime()),
      checks: Object.fromEntries(results),
    };
  }

  #show(name: string, isWell: boolean): void {
    this.#store.set(HEALTH_METRICS.checks, [name], isWell ? 1 : 0);
  }
}

function expectChecks(checks: Readonly<Record<string, unknown>>): void {
  if (typeof checks !== 'object' || checks === null) {
    throw new TypeError(
      `health: expected checks by name, such as { database: () => ... }, found ${found(checks)}`,
    );
  }
  for (const [name, check] of Object.entries(checks)) {
    if (typeof check !== 'function') {
      throw new TypeError(
        `health: expected a function as the check ${JSON.stringify(name)}, found ${found(check)}`,
      );
    }
  }
}

/** What went wrong is not told: whoever asks may be anybody. */
async function resultOf(check: HealthCheck, timeoutMs: number): Promise<'ok' | 'failing' | 'timeout'> {
  const checked = async () => ((await check()) === false ? 'failing' : 'ok');
  try {
    return await resultWithin(checked(), { limitMs: timeoutMs, tooLate: 'timeout' });
  } catch {
    return 'failing';
  }
}
