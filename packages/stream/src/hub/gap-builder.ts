import type { Variant } from '@perf-suite/schema';
import { channelName } from '../message/channel.js';
import type { GapMessage, LeftOut } from '../message/server-message.js';
import type { LogEntry } from './log-entry.js';

interface OpenLeftOut {
  count: number;
  minNs: number;
  maxNs: number;
  sumNs: number;
}

/** Sums up messages of one channel that a watcher will not get, into the gap that announces them. */
export class GapBuilder {
  readonly channel: number;
  readonly #from: number;
  #to: number;
  #sampleCount: number | null = 0;
  readonly #leftOut: Record<Variant, OpenLeftOut | null> = { head: null, base: null };

  /** @param from the first seq left out */
  constructor(channel: number, from: number) {
    this.channel = channel;
    this.#from = from;
    this.#to = from - 1;
  }

  add(entry: LogEntry): void {
    this.#to = entry.seq;
    this.#sampleCount =
      this.#sampleCount === null || entry.sampleCount === null ? null : this.#sampleCount + entry.sampleCount;
    const { body } = entry;
    if (body.type === 'samples') this.#addTo(body.variant, summaryOf(body.ns));
    else if (body.type === 'gap') {
      if (body.head !== null) this.#addTo('head', openFrom(body.head));
      if (body.base !== null) this.#addTo('base', openFrom(body.base));
    }
  }

  finish(reason: GapMessage['reason']): GapMessage {
    return {
      type: 'gap',
      ch: channelName(this.channel),
      from: this.#from,
      to: this.#to,
      sampleCount: this.#sampleCount,
      reason,
      head: closed(this.#leftOut.head),
      base: closed(this.#leftOut.base),
    };
  }

  #addTo(variant: Variant, more: OpenLeftOut): void {
    const sum = this.#leftOut[variant];
    if (sum === null) {
      this.#leftOut[variant] = { ...more };
      return;
    }
    sum.count += more.count;
    sum.sumNs += more.sumNs;
    sum.minNs = Math.min(sum.minNs, more.minNs);
    sum.maxNs = Math.max(sum.maxNs, more.maxNs);
  }
}

function summaryOf(ns: readonly number[]): OpenLeftOut {
  const summary: OpenLeftOut = { count: ns.length, minNs: Infinity, maxNs: 0, sumNs: 0 };
  for (const value of ns) {
    summary.sumNs += value;
    if (value < summary.minNs) summary.minNs = value;
    if (value > summary.maxNs) summary.maxNs = value;
  }
  return summary;
}

function openFrom(left: LeftOut): OpenLeftOut {
  return { count: left.count, minNs: left.minNs, maxNs: left.maxNs, sumNs: left.meanNs * left.count };
}

function closed(sum: OpenLeftOut | null): LeftOut | null {
  if (sum === null) return null;
  const { count, minNs, maxNs, sumNs } = sum;
  return { count, minNs, maxNs, meanNs: sumNs / count };
}
