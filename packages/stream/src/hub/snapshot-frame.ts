import type { Positions } from '../message/client-message.js';
import type { SnapshotMessage } from '../message/server-message.js';
import { type Frame, textFrame } from './frame.js';
import type { MessageLog } from './message-log.js';
import type { RunState } from './run-state.js';

/** Returns the run's state as a `snapshot` message. */
export function snapshotFrame(
  from: { readonly log: MessageLog; readonly state: RunState },
  at: Positions,
  missed: SnapshotMessage['missed'],
): Frame {
  const { log, state } = from;
  const samples: { benchmark: number; sampleCount: number }[] = [];
  for (let channel = 1; channel < log.channelCount; channel++) {
    const sampleCount = log.sampleTotal(channel);
    if (sampleCount > 0) samples.push({ benchmark: channel - 1, sampleCount });
  }
  const start = JSON.stringify({ type: 'snapshot', epoch: log.epoch, at, missed, samples });
  return textFrame(`${start.slice(0, -1)},"events":${state.eventsText}}`);
}
