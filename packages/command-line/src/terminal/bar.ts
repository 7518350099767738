import type { TerminalStyle } from './style.js';

/** Returns a progress bar of `width` columns; `share` from 0 to 1. */
export function drawBar(share: number, width: number, { colors, unicode }: TerminalStyle): string {
  const halves = Math.round(Math.min(Math.max(share, 0), 1) * width * 2);
  const full = Math.floor(halves / 2);
  const half = halves % 2 === 1;
  if (!unicode) return `${'#'.repeat(full)}${'.'.repeat(width - full)}`;
  const done = '━'.repeat(full) + (half ? '╸' : '');
  const rest = '━'.repeat(width - full - (half ? 1 : 0));
  return colors.cyan(done) + (colors.isColorSupported ? colors.gray(rest) : '─'.repeat(rest.length));
}
