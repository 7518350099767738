import { roundStarted, runStarted, samples } from '@perf-suite/testing/sample-events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamHub } from './stream-hub.js';
import { DEFAULT_LIMITS } from './stream-limits.js';
import { ModelWatcher, type Received } from './testing/model-watcher.js';

/**
 * Any interleaving of publishing, breaking, stalling and coming back: each watcher receives each
 * message exactly once, as itself or inside a gap whose count is exact.
 */

const WATCHERS = 3;
const BENCHMARKS = 3;
/** The last one is the link between the stream and its relay, where there is one. */
const watcher = fc.integer({ min: 0, max: WATCHERS });

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('samples'),
      benchmark: fc.integer({ min: 0, max: BENCHMARKS - 1 }),
      count: fc.integer({ min: 1, max: 60 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('run'), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.integer({ min: 1, max: 1_500 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.integer({ min: 15_000, max: 20_000 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('read'), watcher, count: fc.integer({ min: 1, max: 20 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('kill'), watcher }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('connect'),
      watcher,
      mode: fc.constantFrom('samples', 'samples', 'summary'),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Bounds so small that every one of them is reached. */
const limits = {
  ...DEFAULT_LIMITS,
  maxBatchSamples: 50,
  maxBufferedBytes: 3_000,
  replayWindowBytes: 1_000,
};

class Trial {
  nowMs = 0;
  readonly hub: StreamHub;
  readonly witness: ModelWatcher;
  readonly watchers: ModelWatcher[];
  readonly relay: { readonly hub: StreamHub; readonly link: ModelWatcher } | null;
  readonly sent: number[][] = Array.from({ length: BENCHMARKS }, () => []);
  runCount = 1;

  constructor({ historyBytes, relayed }: { historyBytes: number; relayed: boolean }) {
    const bounds = { ...limits, historyBytes };
    const newHub = (): StreamHub =>
      new StreamHub({ epoch: 'e1', server: 'test', limits: bounds, newWatcherId: () => 'w' });
    this.hub = newHub();
    this.witness = new ModelWatcher(this.hub);
    this.relay = relayed ? this.#relayOf(newHub()) : null;
    const served = this.relay?.hub ?? this.hub;
    this.watchers = Array.from({ length: WATCHERS }, () => new ModelWatcher(served));
    this.witness.connect(0);
    this.publish(() => this.hub.publish(runStarted(BENCHMARKS), this.nowMs));
  }

  #relayOf(hub: StreamHub): { hub: StreamHub; link: ModelWatcher } {
    const link = new ModelWatcher(this.hub, (message) => {
      if (message.type === 'snapshot') hub.relaySnapshot(message, this.nowMs);
      else hub.relay(message, this.nowMs);
    });
    return { hub, link };
  }

  publish(publish: () => void): void {
    publish();
    this.witness.read(Infinity, this.nowMs);
  }

  wait(ms: number): void {
    const untilMs = this.nowMs + ms;
    while (this.nowMs < untilMs) {
      const nextTickMs = (Math.floor(this.nowMs / 250) + 1) * 250;
      this.nowMs = Math.min(nextTickMs, untilMs);
      if (this.nowMs !== nextTickMs) continue;
      this.hub.tick(this.nowMs);
      this.witness.read(Infinity, this.nowMs);
      this.relay?.hub.tick(this.nowMs);
      this.relay?.link.noticeTermination(this.nowMs);
      for (const one of this.watchers) one.noticeTermination(this.nowMs);
    }
  }

  do(step: Step): void {
    if ('watcher' in step) {
      const one = this.watchers[step.watcher] ?? this.relay?.link;
      if (one === undefined) return;
      if ('mode' in step) one.connect(this.nowMs, one === this.relay?.link ? {} : { mode: step.mode });
      else if ('count' in step) one.read(step.count, this.nowMs);
      else one.kill(this.nowMs);
    } else if ('benchmark' in step) {
      const all = this.sent[step.benchmark] as number[];
      const first = all.length;
      const ns = Array.from({ length: step.count }, (_, index) => first + index + 0.5);
      all.push(...ns);
      this.publish(() => this.hub.publish(samples(step.benchmark, first, ns), this.nowMs));
    } else if ('ms' in step) this.wait(step.ms);
    else {
      for (let count = 0; count < step.count; count++) {
        this.publish(() => this.hub.publish(roundStarted(this.runCount), this.nowMs));
        this.runCount += 1;
      }
    }
  }

  /** Everybody comes back and reads until there is nothing more. */
  settle(): void {
    for (let round = 0; round < 60; round++) {
      this.relay?.link.connect(this.nowMs);
      this.relay?.link.read(Infinity, this.nowMs);
      for (const one of this.watchers) {
        one.connect(this.nowMs);
        one.read(Infinity, this.nowMs);
      }
      this.wait(250);
    }
  }
}

function samplesIn(received: Received | undefined): number {
  if (received?.kind !== 'message') throw new Error('the witness missed a message');
  return (JSON.parse(received.text) as { ns?: number[] }).ns?.length ?? 0;
}

function check(trial: Trial): void {
  const truth = trial.witness.received;
  for (const [benchmark, sent] of trial.sent.entries()) {
    const received = [...(truth.get(`s/${benchmark}`)?.values() ?? [])].flatMap((one) =>
      one.kind === 'message' ? (JSON.parse(one.text) as { ns: number[] }).ns : [],
    );
    expect(received).toEqual(sent);
  }
  for (const one of trial.watchers) {
    for (const [channel, messages] of truth) {
      const received = one.received.get(channel) ?? new Map<number, Received>();
      expect([...received.keys()], channel).toEqual([...messages.keys()]);
      for (const [seq, what] of received) {
        if (what.kind === 'message') expect(what).toEqual(messages.get(seq));
        else if (seq === what.from) {
          let count = 0;
          for (let inside = what.from; inside <= what.to; inside++) count += samplesIn(messages.get(inside));
          expect(what.sampleCount, `${channel} ${what.from} to ${what.to}`).toBe(count);
        }
      }
    }
  }
}

describe('any interleaving of publish, break, stall and resume', () => {
  it.each([
    { historyBytes: 6_000, relayed: false },
    { historyBytes: 1_000_000, relayed: false },
    { historyBytes: 6_000, relayed: true },
    { historyBytes: 1_000_000, relayed: true },
  ])(
    'sends each watcher each message exactly once, or announces it in an exact gap: %o',
    ({ historyBytes, relayed }) => {
      const reasons = new Set<string>();
      const codes = new Set<number>();
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 200, size: 'max' }), (steps) => {
          const trial = new Trial({ historyBytes, relayed });
          for (const one of steps) trial.do(one);
          trial.settle();
          check(trial);
          for (const one of trial.watchers) {
            for (const reason of one.gapReasons) reasons.add(reason);
            for (const code of one.closedWith) codes.add(code);
          }
        }),
        { numRuns: 150, seed: 4 },
      );
      // The trials are worth something only if they reached what they are about.
      expect(reasons).toContain('samples slow');
      expect(reasons).toContain('samples summary');
      expect(reasons.has('samples upstream')).toBe(relayed);
      expect(codes).toContain(4430);
      if (historyBytes < 100_000) {
        expect(reasons).toContain('samples history');
        expect(reasons).toContain('run history');
      } else expect([...reasons].filter((reason) => reason.endsWith('history'))).toEqual([]);
    },
  );
});
