/** What `import ... from 'cronometro'` gets. */
import { placeholderResult } from './placeholder-result.js';

export { cronometro, cronometro as default } from './cronometro.js';
export { percentiles } from './placeholder-result.js';

export const defaultOptions = { iterations: 1e4, warmup: true, errorThreshold: 1, print: true };

/** There are none to print. */
export function printResults(): void {}

/** Records times that a script takes itself; nobody reads them here. */
export class Tracker {
  error: Error | undefined;
  readonly results = placeholderResult();
  readonly standardError = 0;

  track(): void {}
}
