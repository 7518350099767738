import { parseChannelName } from '../message/channel.js';
import type { Positions, SubscribeMessage } from '../message/client-message.js';
import type { MessageLog } from './message-log.js';

/** Returns the positions that a watcher may go on from, null when it gives none of this epoch, or a text saying what is wrong. */
export function resumePosition(subscribe: SubscribeMessage, log: MessageLog): Positions | null | string {
  const { resume } = subscribe;
  if (resume === null || resume.epoch !== log.epoch) return null;
  for (const [name, seq] of Object.entries(resume.at)) {
    const channel = parseChannelName(name);
    if (channel === null || seq <= log.head(channel)) continue;
    return `subscribe.resume.at["${name}"]: expected at most ${log.head(channel)}, found ${seq}`;
  }
  return resume.at;
}
