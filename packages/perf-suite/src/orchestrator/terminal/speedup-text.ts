import { glyphsOf, type TerminalStyle } from '@perf-suite/command-line/terminal';
import type { Estimate } from '@perf-suite/schema';

/** Returns a speedup with its interval: `0.948× [0.941, 0.956]`. */
export function speedupText(speedup: Estimate, style: Pick<TerminalStyle, 'unicode'>): string {
  const { times } = glyphsOf(style);
  return `${ratio(speedup.point)}${times} [${ratio(speedup.lower)}, ${ratio(speedup.upper)}]`;
}

/** Three decimals near 1, where they matter; fewer where the change is plain anyway. */
function ratio(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : value >= 2 ? 2 : 3);
}
