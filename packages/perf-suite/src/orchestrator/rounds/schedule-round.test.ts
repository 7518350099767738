import { expect, it } from 'vitest';
import { type Candidate, scheduleRound } from './schedule-round.js';

const CANDIDATES: Candidate[] = ['a', 'b', 'c'].flatMap((fileId) =>
  Array.from({ length: 6 }, (_, i) => ({ id: `${fileId}#${i}`, fileId })),
);

it('gives each file one worker with all its benchmarks', () => {
  const { workers } = scheduleRound(CANDIDATES, { seed: 1, isolation: 'file', parallel: 1 });
  expect(workers.map(({ fileId }) => fileId).sort()).toEqual(['a', 'b', 'c']);
  for (const { fileId, ids } of workers) {
    expect([...ids].sort()).toEqual(CANDIDATES.filter((one) => one.fileId === fileId).map(({ id }) => id));
  }
});

it('gives each benchmark a worker of its own where tasks are isolated', () => {
  const { workers } = scheduleRound(CANDIDATES, { seed: 1, isolation: 'task', parallel: 1 });
  expect(workers.every(({ ids }) => ids.length === 1)).toBe(true);
  expect(workers.flatMap(({ ids }) => ids).sort()).toEqual(CANDIDATES.map(({ id }) => id));
});

it('repeats itself for the same seed, and for others puts every file first and either variant first', () => {
  const at = (seed: number) => scheduleRound(CANDIDATES, { seed, isolation: 'file', parallel: 1 });
  expect(at(7)).toEqual(at(7));
  const rounds = Array.from({ length: 60 }, (_, seed) => at(seed));
  expect(new Set(rounds.map(({ workers }) => workers[0]?.fileId)).size).toBe(3);
  expect(new Set(rounds.map(({ firstVariant }) => firstVariant)).size).toBe(2);
  expect(new Set(rounds.map(({ workers }) => workers[0]?.ids.join())).size).toBeGreaterThan(30);
});

it('keeps the order whatever the number of workers that measure at the same time', () => {
  const orderAt = (seed: number, parallel: number, isolation: 'file' | 'task') => {
    const { workers, ...rest } = scheduleRound(CANDIDATES, { seed, isolation, parallel });
    return { ...rest, order: workers.flatMap(({ ids }) => ids) };
  };
  for (let seed = 0; seed < 30; seed++) {
    for (const isolation of ['file', 'task'] as const) {
      const alone = orderAt(seed, 1, isolation);
      for (const parallel of [2, 4, 7, 100]) expect(orderAt(seed, parallel, isolation)).toEqual(alone);
    }
  }
});

it('cuts files where there are fewer than cores, and only those with more than their share', () => {
  const sizesOf = (counts: readonly number[], parallel: number): number[] => {
    const candidates = counts.flatMap((count, file) =>
      Array.from({ length: count }, (_, i) => ({ id: `${file}#${i}`, fileId: `${file}` })),
    );
    const { workers } = scheduleRound(candidates, { seed: 3, isolation: 'file', parallel });
    for (const { fileId, ids } of workers) expect(ids.every((id) => id.startsWith(`${fileId}#`))).toBe(true);
    return workers.map(({ ids }) => ids.length).sort();
  };
  expect(sizesOf([6], 1)).toEqual([6]);
  expect(sizesOf([6], 2)).toEqual([3, 3]);
  expect(sizesOf([7], 3)).toEqual([2, 2, 3]);
  expect(sizesOf([3], 8)).toEqual([1, 1, 1]);
  expect(sizesOf([9, 1], 2)).toEqual([1, 9]);
  expect(sizesOf([9, 1], 3)).toEqual([1, 3, 3, 3]);
});

it('gives commands a process of their own, apart from the functions of their file', () => {
  const candidates = [
    { id: 'a#function', fileId: 'a' },
    { id: 'a#command', fileId: 'a', kind: 'command' as const },
    { id: 'a#other command', fileId: 'a', kind: 'command' as const },
  ];
  const { workers } = scheduleRound(candidates, { seed: 1, isolation: 'file', parallel: 1 });
  expect(workers.map(({ ids }) => [...ids].sort()).sort()).toEqual([
    ['a#command', 'a#other command'],
    ['a#function'],
  ]);
});

it('keeps all requests to a service together, whatever the isolation and the number of cores', () => {
  const requests = ['a', 'b', 'c', 'd'].map((name) => ({ id: `x#api > ${name}`, service: 'api' }));
  const others = [
    { id: 'x#other > a', service: 'other' },
    { id: 'x#other > b', service: 'other' },
  ];
  const candidates = [...requests, ...others].map((one) => ({
    ...one,
    fileId: 'x',
    kind: 'service' as const,
  }));
  for (const isolation of ['file', 'task', 'process'] as const) {
    const { workers } = scheduleRound(candidates, { seed: 1, isolation, parallel: 6 });
    expect(workers.map(({ ids }) => [...ids].sort()).sort()).toEqual([
      requests.map(({ id }) => id),
      others.map(({ id }) => id),
    ]);
  }
});
