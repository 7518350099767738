import { describe, expect, it } from 'vitest';
import { RequestLimit } from './request-limit.js';

describe('RequestLimit', () => {
  const setUp = () => {
    const clock = { nowMs: 0 };
    return { clock, limit: new RequestLimit({ burst: 3, perSecond: 2, nowMs: () => clock.nowMs }) };
  };
  const admitted = (limit: RequestLimit, address: string, count: number) =>
    Array.from({ length: count }, () => limit.admits(address)).filter(Boolean).length;

  it('admits a burst, then so many a second, of each address', () => {
    const { clock, limit } = setUp();
    expect(admitted(limit, '10.0.0.1', 10)).toBe(3);
    expect(admitted(limit, '10.0.0.2', 10)).toBe(3);
    clock.nowMs = 1_000;
    expect(admitted(limit, '10.0.0.1', 10)).toBe(2);
    clock.nowMs = 1_000_000;
    expect(admitted(limit, '10.0.0.1', 10)).toBe(3);
  });

  it('remembers a bounded number of addresses, and those that ask for longest', () => {
    const { limit } = setUp();
    admitted(limit, 'busy', 10);
    for (let i = 0; i < 5_000; i++) {
      limit.admits(`10.0.${i >> 8}.${i & 255}`);
      expect(limit.admits('busy')).toBe(false);
    }
    expect(limit.addressCount).toBeLessThanOrEqual(1_000);
  });
});
