import type { LiveEvent } from '@perf-suite/schema';

/** `run`, or `s/<benchmark index>`. */
export type ChannelName = 'run' | `s/${number}`;

/** Channels as small numbers, to index arrays with: 0 is `run`, 1 + n is `s/n`. */
export const RUN_CHANNEL = 0;

/** More benchmarks than this in one run is taken for nonsense. */
const MAX_BENCHMARK_INDEX = 99_999;

/** Returns the channel that carries the event. */
export function channelOf(event: LiveEvent): number {
  return event.type === 'samples' ? event.benchmark + 1 : RUN_CHANNEL;
}

export function channelName(channel: number): ChannelName {
  return channel === RUN_CHANNEL ? 'run' : `s/${channel - 1}`;
}

/** Returns the channel's number, or null when the name names none. */
export function parseChannelName(name: string): number | null {
  if (name === 'run') return RUN_CHANNEL;
  if (!/^s\/(0|[1-9]\d{0,5})$/.test(name)) return null;
  const benchmark = Number(name.slice(2));
  return benchmark <= MAX_BENCHMARK_INDEX ? benchmark + 1 : null;
}
