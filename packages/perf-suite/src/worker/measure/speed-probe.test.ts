import { describe, expect, it } from 'vitest';
import { movedRatio, readProbeNs } from './speed-probe.js';

describe('the speed probe', () => {
  it('takes a positive time', () => {
    expect(readProbeNs()).toBeGreaterThan(0);
  });

  it('reports how far its readings moved', () => {
    expect(movedRatio([100, 110, 105])).toBeCloseTo(0.1);
    expect(movedRatio([100])).toBeNull();
    expect(movedRatio([0, 1])).toBeNull();
  });
});
