import type { Estimate } from '@perf-suite/schema';
import { glyphsOf, type Look } from './style.js';

/** Returns a speedup with its interval: `0.948× [0.941, 0.956]`. */
export function speedupText(speedup: Estimate, look: Pick<Look, 'unicode'>): string {
  const { times } = glyphsOf(look);
  return `${ratio(speedup.point)}${times} [${ratio(speedup.lower)}, ${ratio(speedup.upper)}]`;
}

/** Three decimals near 1, where they matter; fewer where the change is plain anyway. */
function ratio(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : value >= 2 ? 2 : 3);
}
