/** Load is cut into windows, which are the rounds of its run: percentiles over time. */
export interface LoadWindows {
  readonly count: number;
  readonly windowMs: number;
}

const SHORTEST_MS = 1000;
const LONGEST_MS = 60_000;
/** As many as a person can look through, and enough to tell one bad one from the others. */
const WANTED = 12;
const MOST = 240;

/** Returns the windows of a time: twelve of them, each a second to a minute long where that is possible. */
export function windowsOf(timeMs: number): LoadWindows {
  const wantedMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, timeMs / WANTED));
  const count = Math.min(MOST, Math.max(1, Math.round(timeMs / wantedMs)));
  return { count, windowMs: timeMs / count };
}

/** Returns the window in which a request ended; the last one takes what ends after the time is over. */
export function windowAt(endedNs: number, { count, windowMs }: LoadWindows): number {
  return Math.min(count - 1, Math.floor(endedNs / (windowMs * 1e6)));
}
