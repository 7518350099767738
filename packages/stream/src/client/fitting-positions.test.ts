import { describe, expect, it } from 'vitest';
import { fittingPositions } from './fitting-positions.js';

describe('fittingPositions', () => {
  const at = { 's/0': 3, 's/1': 900, run: 2, 's/2': 40 };

  it('keeps all that fit', () => {
    expect(fittingPositions(at, JSON.stringify(at).length)).toEqual(at);
  });

  it('leaves out what is cheapest to hear again, and `run` last', () => {
    expect(fittingPositions(at, 30)).toEqual({ run: 2, 's/1': 900, 's/2': 40 });
    expect(fittingPositions(at, 20)).toEqual({ run: 2, 's/1': 900 });
    expect(fittingPositions(at, 8)).toEqual({ run: 2 });
    expect(fittingPositions(at, 7)).toEqual({});
  });
});
