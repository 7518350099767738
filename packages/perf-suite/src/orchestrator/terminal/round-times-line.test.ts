import { expect, it } from 'vitest';
import { NO_TIMES } from '../../wire/stage-clock.js';
import { roundTimesLine } from './round-times-line.js';

it('says where a round spent its time, and of turns only where there are any', () => {
  const times = { ...NO_TIMES, start: 60.4, load: 40, setUp: 2, warmUp: 1234.5, measure: 90, rest: 3 };
  expect(roundTimesLine(times, 1)).toBe(
    '  time of this round: start and loading 100 ms, setup 2 ms, warm-up 1,235 ms, measuring 90 ms, rest 3 ms',
  );
  expect(roundTimesLine({ ...times, wait: 500 }, 1)).toContain(
    "time of this round's processes: start and loading 100 ms, setup 2 ms, warm-up 1,235 ms, measuring 90 ms, waiting for turns 500 ms",
  );
  expect(roundTimesLine(times, 1.94)).toContain("time of this round's processes, 1.9 at a time: start");
});
