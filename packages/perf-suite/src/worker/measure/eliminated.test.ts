import { describe, expect, it } from 'vitest';
import { eliminationWarning } from './eliminated.js';

describe('eliminationWarning', () => {
  it('warns about a function that does something in no time', () => {
    expect(eliminationWarning('sum', () => 1 + 1, 0.3, 0.3)).toMatchObject({
      code: 'eliminated',
      hint: expect.stringContaining('Return the result'),
    });
  });

  it('says nothing about work that takes its time', () => {
    expect(eliminationWarning('sum', () => 1 + 1, 1.2, 0.3)).toBeNull();
  });

  it.each([
    () => {},
    async () => {},
    () => {
      /* } */
    },
    function empty() {
      // nothing
    },
  ])('says nothing about a function that is empty', (run) => {
    expect(eliminationWarning('no-op', run, 0.3, 0.3)).toBeNull();
  });
});
