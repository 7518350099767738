import type { LiveEvent } from '@perf-suite/schema';
import type { LeftOut } from '../message/server-message.js';

/** A message of the log: an event, or (in a relay) a gap that its upstream announced. */
export interface LogEntry {
  /** Place among the messages of all channels. */
  readonly order: number;
  readonly channel: number;
  /** First and last seq it stands for; they differ only for a gap. */
  readonly from: number;
  readonly seq: number;
  readonly sampleCount: number | null;
  readonly bytes: number;
  readonly body: LiveEvent | UpstreamGap;
}

export interface UpstreamGap {
  readonly type: 'gap';
  readonly sampleCount: number | null;
  readonly head: LeftOut | null;
  readonly base: LeftOut | null;
}

const ENTRY_OVERHEAD_BYTES = 200;

/** Memory of a message, estimated: 8 bytes a sample; a run message about as long as its JSON. */
export function sizeOf(body: LogEntry['body']): number {
  switch (body.type) {
    case 'samples':
      return ENTRY_OVERHEAD_BYTES + body.ns.length * 8;
    case 'run-started':
      return ENTRY_OVERHEAD_BYTES + JSON.stringify(body).length * 2;
    default:
      return ENTRY_OVERHEAD_BYTES + 600;
  }
}
