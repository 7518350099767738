import { expect, it } from 'vitest';
import { mapAtOnce } from './map-at-once.js';

it('keeps the order of the items, and never has more under way than may be', async () => {
  let running = 0;
  let most = 0;
  const act = async (item: number): Promise<number> => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < 5 - item; turn++) await Promise.resolve();
    running -= 1;
    return item * 10;
  };
  expect(await mapAtOnce([1, 2, 3, 4, 5], 2, act)).toEqual([10, 20, 30, 40, 50]);
  expect(most).toBe(2);
});

it('begins nothing after a failure, waits for what is under way, and throws the first', async () => {
  const ended: number[] = [];
  const act = async (item: number): Promise<void> => {
    if (item === 1) throw new Error('first');
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    ended.push(item);
  };
  await expect(mapAtOnce([1, 2, 3, 4], 2, act)).rejects.toThrow('first');
  expect(ended).toEqual([2]);
});
