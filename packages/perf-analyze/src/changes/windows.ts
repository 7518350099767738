/** Runs that are analysed together, as indices of a machine's runs. */
export interface Window {
  readonly from: number;
  readonly to: number;
  /** Changes at these runs are taken from this window; around their ends, from its neighbour as well. */
  readonly keptFrom: number;
  readonly keptTo: number;
}

/**
 * Runs of a window: more say nothing about a change in the middle of them, as noise of years ago is not
 * that of today. Less than a window is analysed at once.
 */
export const WINDOW_LENGTH = 1_000;
/** How far each window begins behind the one before: what both have is enough on both sides of any change. */
export const WINDOW_STRIDE = 750;

/**
 * Returns the windows of so many runs, the last one at the end. All but the last stay as they are when
 * runs are added behind them.
 */
export function windowsOf(runCount: number): Window[] {
  const count = Math.max(1, 1 + Math.ceil((runCount - WINDOW_LENGTH) / WINDOW_STRIDE));
  const overlap = WINDOW_LENGTH - WINDOW_STRIDE;
  return Array.from({ length: count }, (_, i) => {
    const from = i * WINDOW_STRIDE;
    const isLast = i === count - 1;
    return {
      from,
      to: isLast ? runCount : from + WINDOW_LENGTH,
      keptFrom: i === 0 ? 0 : from + overlap / 2,
      keptTo: isLast ? runCount : from + WINDOW_LENGTH - overlap / 2,
    };
  });
}
