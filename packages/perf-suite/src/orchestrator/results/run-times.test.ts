import { expect, it } from 'vitest';
import { NO_TIMES } from '../../wire/stage-clock.js';
import { RunTimes } from './run-times.js';

it('puts each moment of a run down to one phase, and what is left of the rounds to their processes', async () => {
  let nowMs = 100;
  const times = new RunTimes(() => nowMs);
  await times.during('base', async () => {
    nowMs += 20;
  });
  nowMs += 3;
  times.enter('rounds');
  times.addRound({ ...NO_TIMES, start: 60, load: 40, warmUp: 200, measure: 90, rest: 5 }, 1);
  nowMs += 400;
  await times.during('checkingPairs', async () => {
    nowMs += 7;
  });
  times.enter('judging');
  nowMs += 11;
  expect(times.summary()).toEqual({
    planning: 103,
    base: 20,
    comparingSides: 0,
    processes: 65,
    loading: 40,
    setUp: 0,
    warmUp: 200,
    measuring: 90,
    rest: 5,
    checkingPairs: 7,
    judging: 11,
    explaining: 0,
  });
});

it('counts the time of processes that ran at the same time once', () => {
  let nowMs = 0;
  const times = new RunTimes(() => nowMs);
  times.enter('rounds');
  times.addRound({ ...NO_TIMES, load: 40, measure: 160 }, 2);
  nowMs += 130;
  times.enter('judging');
  expect(times.summary()).toMatchObject({ processes: 30, loading: 20, measuring: 80 });
});
