import type { LiveEvent } from '@perf-suite/schema';

/** Returns the events of the run embedded in a report file, or null on the live page. */
export function savedEvents(page: Document): readonly LiveEvent[] | null {
  const holder = page.querySelector('#run-data');
  if (holder === null) return null;
  return JSON.parse(holder.textContent ?? '') as readonly LiveEvent[];
}
