import type { Positions } from '../message/client-message.js';

/**
 * Returns as many of the positions as fit into so many bytes of JSON, braces not counted: `run` first,
 * then the channels that had most, of which a replay costs most.
 */
export function fittingPositions(at: Positions, maxBytes: number): Positions {
  const fitting: Record<string, number> = {};
  let bytes = 0;
  for (const [channel, seq] of Object.entries(at).sort(byWorth)) {
    bytes += byteLength(`${JSON.stringify(channel)}:${seq},`);
    if (bytes > maxBytes) break;
    fitting[channel] = seq;
  }
  return fitting;
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function byWorth([a, seqOfA]: [string, number], [b, seqOfB]: [string, number]): number {
  if (a === 'run' || b === 'run') return a === 'run' ? -1 : 1;
  return seqOfB - seqOfA;
}
