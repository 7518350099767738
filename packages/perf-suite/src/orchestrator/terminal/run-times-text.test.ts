import { expect, it } from 'vitest';
import { RunTimes } from '../results/run-times.js';
import { runTimesText } from './run-times-text.js';

it('says where a run spent its time, and nothing of what took none', () => {
  const times = {
    ...new RunTimes(() => 0).summary(),
    planning: 2540,
    warmUp: 12_400,
    measuring: 7100,
    judging: 49,
    explaining: 0,
  };
  expect(runTimesText(times)).toBe('planning 2.5 s, warm-up 12 s, measuring 7.1 s');
});
