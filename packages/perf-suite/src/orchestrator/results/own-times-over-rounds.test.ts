import { expect, it } from 'vitest';
import { OwnTimesOverRounds } from './own-times-over-rounds.js';

function afterRounds(count: number, headRestNs: (round: number) => number): string | undefined {
  const times = new OwnTimesOverRounds();
  for (let round = 0; round < count; round++) {
    times.add({
      base: { reportedNs: 100, restNs: 50 },
      head: { reportedNs: 100, restNs: headRestNs(round) },
    });
  }
  return times.warning()?.message;
}

it('head that leaves out more of its time in every round is doubted', () => {
  expect(afterRounds(5, () => 80)).toContain("another 30 % of base's reported time");
});

it('what few rounds show, or not all of them, is noise', () => {
  expect(afterRounds(4, () => 80)).toBeUndefined();
  expect(afterRounds(9, (round) => (round === 3 ? 54 : 80))).toBeUndefined();
});

it('calls that leave out the same, or less, are not doubted', () => {
  expect(afterRounds(9, () => 50)).toBeUndefined();
  expect(afterRounds(9, () => 10)).toBeUndefined();
});

it('nothing is said where only one side tells its times', () => {
  const times = new OwnTimesOverRounds();
  for (let round = 0; round < 9; round++) times.add({ head: { reportedNs: 100, restNs: 50 } });
  expect(times.warning()).toBeNull();
});
