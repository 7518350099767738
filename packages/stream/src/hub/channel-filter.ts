import type { LiveEventOf } from '@perf-suite/schema';
import { parseChannelName, RUN_CHANNEL } from '../message/channel.js';
import type { SubscribeMessage } from '../message/client-message.js';

/** Decides which channels a watcher gets. */
export interface ChannelFilter {
  readonly wants: (channel: number) => boolean;
}

export type BenchmarkNames = LiveEventOf<'run-started'>['benchmarks'];

/**
 * Returns the filter that a subscribe message asks for, or a text saying what is wrong with it.
 * @param benchmarks gives the benchmarks of the run; called late, since a run may not have started
 */
export function channelFilter(
  subscribe: Pick<SubscribeMessage, 'channels' | 'bench'>,
  benchmarks: () => BenchmarkNames,
): ChannelFilter | string {
  let all = false;
  const named = new Set<number>();
  for (const [index, name] of subscribe.channels.entries()) {
    const channel = parseChannelName(name);
    if (name === 's/*') all = true;
    else if (channel !== null) named.add(channel);
    else {
      return `subscribe.channels[${index}]: expected "run", "s/*" or "s/<number>", found ${JSON.stringify(name)}`;
    }
  }
  const pattern = subscribe.bench === null ? null : patternFrom(subscribe.bench);
  const matching = new Map<number, boolean>();
  const matches = (channel: number): boolean => {
    if (pattern === null) return true;
    const known = matching.get(channel);
    if (known !== undefined) return known;
    const benchmark = benchmarks()[channel - 1];
    if (benchmark === undefined) return false;
    const { id, group, name } = benchmark;
    const names = [id, ...[' > ', '/'].map((between) => [...group, name].join(between))];
    const result = names.some(pattern);
    matching.set(channel, result);
    return result;
  };
  return {
    wants: (channel) =>
      channel === RUN_CHANNEL ? named.has(channel) : (all || named.has(channel)) && matches(channel),
  };
}

/**
 * Returns a matcher for `*` (any text) and `?` (one character). Linear in text times pattern, never
 * exponential: a watcher's pattern must not be able to hold up the run.
 */
export function patternFrom(pattern: string): (text: string) => boolean {
  return (text) => {
    let at = 0;
    let inPattern = 0;
    let star = -1;
    let afterStar = 0;
    while (at < text.length) {
      if (pattern[inPattern] === '*') {
        star = inPattern;
        afterStar = at;
        inPattern += 1;
      } else if (pattern[inPattern] === '?' || pattern[inPattern] === text[at]) {
        inPattern += 1;
        at += 1;
      } else if (star >= 0) {
        inPattern = star + 1;
        afterStar += 1;
        at = afterStar;
      } else return false;
    }
    while (pattern[inPattern] === '*') inPattern += 1;
    return inPattern === pattern.length;
  };
}
