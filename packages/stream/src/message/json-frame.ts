import type { LiveEvent } from '@perf-suite/schema';
import { type ChannelName, channelName } from './channel.js';

/** Returns a live event as its message's JSON text: type, channel and number first, for people who read it. */
export function liveMessageText(event: LiveEvent, channel: number, seq: number): string {
  const ch: ChannelName = channelName(channel);
  const { type, ...rest } = event;
  return JSON.stringify({ type, ch, seq, ...rest });
}
