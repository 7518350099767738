import { expect, it } from 'vitest';
import { type Candidate, scheduleRound } from './schedule-round.js';

const CANDIDATES: Candidate[] = ['a', 'b', 'c'].flatMap((fileId) =>
  Array.from({ length: 6 }, (_, i) => ({ id: `${fileId}#${i}`, fileId })),
);

it('gives each file one worker with all its benchmarks', () => {
  const { workers } = scheduleRound(CANDIDATES, { seed: 1, isolation: 'file' });
  expect(workers.map(({ fileId }) => fileId).sort()).toEqual(['a', 'b', 'c']);
  for (const { fileId, ids } of workers) {
    expect([...ids].sort()).toEqual(CANDIDATES.filter((one) => one.fileId === fileId).map(({ id }) => id));
  }
});

it('gives each benchmark a worker of its own where tasks are isolated', () => {
  const { workers } = scheduleRound(CANDIDATES, { seed: 1, isolation: 'task' });
  expect(workers.every(({ ids }) => ids.length === 1)).toBe(true);
  expect(workers.flatMap(({ ids }) => ids).sort()).toEqual(CANDIDATES.map(({ id }) => id));
});

it('repeats itself for the same seed, and for others puts every file first and either variant first', () => {
  const at = (seed: number) => scheduleRound(CANDIDATES, { seed, isolation: 'file' });
  expect(at(7)).toEqual(at(7));
  const rounds = Array.from({ length: 60 }, (_, seed) => at(seed));
  expect(new Set(rounds.map(({ workers }) => workers[0]?.fileId)).size).toBe(3);
  expect(new Set(rounds.map(({ firstVariant }) => firstVariant)).size).toBe(2);
  expect(new Set(rounds.map(({ workers }) => workers[0]?.ids.join())).size).toBeGreaterThan(30);
});
