/** Tells how a call ended: after so many seconds, with an error or null. Must not throw. */
export type OnEnd = (seconds: number, error: unknown) => void;

/**
 * Calls a function, tells how long it took, and returns what it returns. Of a promise (or another thenable), the time
 * until it settles; then a promise of the same outcome is returned, so that a query that runs when it is awaited runs
 * once.
 */
export function timed<T>(call: () => T, onEnd: OnEnd): T {
  const startMs = performance.now();
  const end = (error: unknown) => onEnd((performance.now() - startMs) / 1_000, error);
  let result: T;
  try {
    result = call();
  } catch (error) {
    end(error ?? 'unknown');
    throw error;
  }
  if (!isThenable(result)) {
    end(null);
    return result;
  }
  return Promise.resolve(result).then(
    (value) => {
      end(null);
      return value;
    },
    (error: unknown) => {
      end(error ?? 'unknown');
      throw error;
    },
  ) as T;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

/** Returns an error's code (ECONNREFUSED, 23505), else its class; empty for null. */
export function errorType(error: unknown): string {
  if (error === null) return '';
  if (typeof error !== 'object') return typeof error;
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string' && code !== '') return code;
  return typeof name === 'string' && name !== '' ? name : 'Error';
}
