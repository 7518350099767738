import type { Positions } from '../message/client-message.js';

/**
 * Returns the message with as much of where the watcher is as fits into so many bytes: a channel left out
 * is sent from its start, and the cursor drops what has come; too long a message ends the connection.
 */
export function withResume(
  message: object,
  resume: { readonly epoch: string; readonly at: Positions } | null,
  maxBytes: number,
): object {
  if (resume === null) return { ...message, resume };
  const { epoch, at } = resume;
  const room = maxBytes - byteLength(JSON.stringify({ ...message, resume: { epoch, at: {} } }));
  return { ...message, resume: { epoch, at: fittingPositions(at, room) } };
}

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

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function byWorth([a, seqOfA]: [string, number], [b, seqOfB]: [string, number]): number {
  if (a === 'run' || b === 'run') return a === 'run' ? -1 : 1;
  return seqOfB - seqOfA;
}
