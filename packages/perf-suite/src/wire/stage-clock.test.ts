import { expect, it } from 'vitest';
import { addTimes, NO_TIMES, StageClock } from './stage-clock.js';

it('puts each moment down to the stage that it belongs to', () => {
  let nowMs = 0;
  const stages = new StageClock(() => nowMs);
  nowMs = 60;
  stages.enter('load');
  nowMs = 100;
  stages.enter('measure');
  nowMs = 130;
  const before = stages.enter('wait');
  nowMs = 180;
  stages.enter(before);
  nowMs = 200;
  const times = stages.times();
  expect(times).toEqual({ ...NO_TIMES, start: 60, load: 40, measure: 50, wait: 50 });
  expect(addTimes(times, times)).toMatchObject({ start: 120, measure: 100, rest: 0 });
});
