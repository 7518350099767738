import type { Call } from '../load/subject.js';
import { clearImmediate, nowMs, setImmediate } from './clock.js';

/** What the first call of a benchmark shows about it. */
export interface Probe {
  readonly async: boolean;
  /** True when the call settled only after the event loop turned: it waited for I/O or a timer. */
  readonly waits: boolean;
  readonly overridden: boolean;
  /** How long it took until it returned or resolved, hooks left out. */
  readonly durationMs: number;
  /** What the call returned or resolved to. */
  readonly result: unknown;
}

/**
 * Calls a benchmark once.
 * @throws what the benchmark throws or rejects with
 */
export async function probeCall(call: Call, async: boolean | null): Promise<Probe> {
  await call.beforeEach?.();
  let turned = false;
  const turn = setImmediate(() => {
    turned = true;
  });
  try {
    const startMs = nowMs();
    const returned: unknown = Reflect.apply(call.run, call.self, call.values);
    const isPromise = isThenable(returned);
    const result: unknown = isPromise ? await returned : returned;
    return {
      // A promise is awaited whatever was declared: without that only its beginning would be timed.
      async: isPromise || async === true,
      waits: turned,
      overridden: typeof result === 'object' && result !== null && 'overriddenDuration' in result,
      durationMs: nowMs() - startMs,
      result,
    };
  } finally {
    clearImmediate(turn);
    await call.afterEach?.();
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
