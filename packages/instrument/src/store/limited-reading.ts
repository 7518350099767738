import { resultWithin } from '../result-within.js';

/**
 * Returns a function that reads a gauge, and is done after the limit at the latest. A reading that takes longer goes
 * on, and what it sets is shown once it is there; until then none is started, and each scrape counts a failure at once.
 */
export function limitedReading(
  collect: () => void | Promise<void>,
  { limitMs, onFailure }: { readonly limitMs: number; readonly onFailure: () => void },
): () => Promise<void> {
  /** Whether the reading under way succeeds in time. */
  let underway: Promise<boolean> | null = null;
  const start = (): Promise<boolean> => {
    const reading = read(collect).finally(() => {
      underway = null;
    });
    return resultWithin(reading, { limitMs, tooLate: false });
  };
  return async () => {
    underway ??= start();
    if (!(await underway)) onFailure();
  };
}

async function read(collect: () => void | Promise<void>): Promise<boolean> {
  try {
    await collect();
    return true;
  } catch {
    return false;
  }
}
