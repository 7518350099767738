import { suite } from '../../api/suite/suite.js';

const ROWS = Array.from({ length: 200 }, (_, id) => ({
  id,
  name: `row ${id}`,
  tags: ['a', 'b'],
  price: id * 1.25,
}));

/**
 * The benchmarks that `doctor` measures against themselves: one for each way in which machines are
 * noisy. Arithmetic shows the clock's, parsing the caches', objects the collector's, a map the memory's.
 * @public workers import this file by its path
 */
export default suite(({ bench }) => {
  bench('arithmetic', {
    setup: () => 20_000,
    run: (steps) => {
      let state = 1;
      for (let i = 0; i < steps; i++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      return state;
    },
  });
  bench('parsing', { setup: () => JSON.stringify(ROWS), run: (text) => JSON.parse(text) as unknown });
  bench('objects', {
    setup: () => ROWS,
    run: (rows) =>
      rows.map((row) => ({ ...row, name: row.name.toUpperCase() })).toSorted((a, b) => b.price - a.price),
  });
  bench('lookups', {
    setup: () => new Map(Array.from({ length: 50_000 }, (_, i) => [`key ${(i * 7919) % 50_000}`, i])),
    run: (map) => {
      let sum = 0;
      for (let i = 0; i < 300; i++) sum += map.get(`key ${(i * 104_729) % 50_000}`) ?? 0;
      return sum;
    },
  });
});

/** The names above, in order. */
export const REFERENCE_NAMES = ['arithmetic', 'parsing', 'objects', 'lookups'] as const;
