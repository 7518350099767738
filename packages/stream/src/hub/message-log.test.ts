import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { roundStarted, samples } from '@perf-suite/testing/sample-events';
import { describe, expect, it } from 'vitest';
import { MessageLog } from './message-log.js';

function filled(maxBytes: number, messageCount: number): MessageLog {
  const log = new MessageLog({ epoch: 'e', maxBytes });
  for (let index = 0; index < messageCount; index++) {
    log.append(samples(index % 3, index, [1, 2, 3, 4]));
    if (index % 10 === 0) log.append(roundStarted(index));
  }
  return log;
}

describe('MessageLog', () => {
  it('numbers each channel from 1 without holes', () => {
    const seqs = new Map<number, number[]>();
    for (const { channel, seq } of filled(1e6, 100).from(0))
      seqs.set(channel, [...(seqs.get(channel) ?? []), seq]);
    for (const list of seqs.values()) expect(list).toEqual(list.map((_, index) => index + 1));
    expect([...seqs.keys()].sort()).toEqual([0, 1, 2, 3]);
  });

  it.each([10_000, 100_000])('stays within %i bytes, however much comes', (maxBytes) => {
    const log = new MessageLog({ epoch: 'e', maxBytes });
    for (let index = 0; index < 50_000; index++) {
      log.append(index % 7 === 0 ? roundStarted(index) : samples(index % 5, index, [1, 2, 3]));
      if (log.bytes > maxBytes) expect(log.bytes).toBeLessThanOrEqual(maxBytes);
    }
  });

  it('forgets samples before run messages', () => {
    const log = filled(20_000, 200);
    expect(log.firstKept(1)).toBeGreaterThan(1);
    expect(log.firstKept(0)).toBeGreaterThan(1);
    const kept = [...log.from(0)];
    expect(
      kept.filter(({ channel }) => channel === 0).reduce((sum, { bytes }) => sum + bytes, 0),
    ).toBeGreaterThan(9_000);
  });

  it('holds no memory for what it has forgotten', async () => {
    const log = new MessageLog({ epoch: 'e', maxBytes: 10_000 });
    const bodies = Array.from(
      { length: 100 },
      (_, index) => new WeakRef(log.append(samples(0, index, [1])).body),
    );
    setFlagsFromString('--expose-gc');
    // Weak references hold on until the turn is over.
    await new Promise((resolve) => setImmediate(resolve));
    (runInNewContext('gc') as () => void)();
    const firstKept = log.firstKept(1);
    expect(firstKept).toBeGreaterThan(1);
    expect(bodies.map((body, index) => [index + 1, body.deref() !== undefined])).toEqual(
      bodies.map((_, index) => [index + 1, index + 1 >= firstKept]),
    );
  });

  it('still knows how many samples were in messages it has forgotten', () => {
    const log = filled(20_000, 200);
    const firstKept = log.firstKept(1);
    expect(log.samplesIn(1, 1, firstKept - 1)).toBe((firstKept - 1) * 4);
    expect(log.samplesIn(0, 1, 5)).toBe(0);
  });

  it('says so when even the count is forgotten', () => {
    const log = filled(10_000, 10_000);
    expect(log.samplesIn(1, 1, 100)).toBeNull();
    expect(log.samplesIn(1, log.firstKept(1), log.head(1))).toBe((log.head(1) - log.firstKept(1) + 1) * 4);
  });

  it('takes over a gap where it follows, and nowhere else', () => {
    const log = filled(1e6, 3);
    const body = { type: 'gap', sampleCount: 40, head: null, base: null } as const;
    expect(log.appendGap(1, { from: 2, to: 11 }, body)).toMatchObject({ from: 2, seq: 11, sampleCount: 40 });
    expect(log.samplesIn(1, 1, 11)).toBe(44);
    expect(log.samplesIn(1, 5, 11)).toBeNull();
    expect(() => log.appendGap(1, { from: 20, to: 21 }, body)).toThrow('does not follow 11');
  });
});
