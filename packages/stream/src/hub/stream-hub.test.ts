import { samples } from '@perf-suite/testing/sample-events';
import { expect, it } from 'vitest';
import { StreamHub } from './stream-hub.js';
import { DEFAULT_LIMITS } from './stream-limits.js';

it.each([50_000_000, 1.5, -1])('relays no samples of benchmark %d in the channel of another', (benchmark) => {
  const hub = new StreamHub({ epoch: 'e1', server: 'test', limits: DEFAULT_LIMITS, newWatcherId: () => 'w' });
  const event = { ...samples(0, 0, [1, 2]), benchmark };
  expect(hub.relay({ ch: 's/0', seq: 1, ...event }, 0)).toBe(false);
  expect(hub.relay({ ch: 's/0', seq: 1, ...samples(0, 0, [1, 2]) }, 0)).toBe(true);
});
