import { describe, expect, expectTypeOf, it } from 'vitest';
import { suite } from './suite.js';
import { isSuite } from './suite-data.js';

describe('suite', () => {
  it('lists benchmarks with their groups, in the order declared', () => {
    const { benchmarks } = suite(({ bench, group }) => {
      bench('first', () => 1);
      group('sort', ({ bench, group }) => {
        bench('numbers', () => 2);
        group('deep', ({ bench }) => bench('deeper', () => 3));
      });
      bench('last', () => 4);
    });
    expect(benchmarks.map(({ group, name }) => [...group, name].join(' > '))).toEqual([
      'first',
      'sort > numbers',
      'sort > deep > deeper',
      'last',
    ]);
  });

  it('makes one benchmark for each combination of parameters', () => {
    const { benchmarks } = suite(({ bench }) =>
      bench('sort', { parameters: { size: [10, 100], order: ['up', 'down'] }, run: () => 1 }),
    );
    expect(benchmarks.map(({ name }) => name)).toEqual([
      'sort (size=10, order=up)',
      'sort (size=10, order=down)',
      'sort (size=100, order=up)',
      'sort (size=100, order=down)',
    ]);
    expect(benchmarks[1]).toMatchObject({ parameters: { size: 10, order: 'down' } });
  });

  it('reads times and effects in words or numbers', () => {
    const { benchmarks } = suite(({ bench }) => {
      bench('words', { run: () => 1, time: '1.5s', minimumEffect: '5%' });
      bench('numbers', { run: () => 1, time: 90, minimumEffect: 0.05 });
      bench('neither', { run: () => 1 });
    });
    expect(benchmarks.map(({ timeMs, minimumEffect }) => [timeMs, minimumEffect])).toEqual([
      [1500, 0.05],
      [90, 0.05],
      [null, null],
    ]);
  });

  it('infers the input from setup and the parameters from their lists', () => {
    suite(({ bench }) => {
      bench('typed', {
        parameters: { size: [10, 100], order: ['up', 'down'] },
        setup: async ({ size, order }) => {
          expectTypeOf(size).toEqualTypeOf<10 | 100>();
          expectTypeOf(order).toEqualTypeOf<'up' | 'down'>();
          return { list: [size], order };
        },
        run: (input, { size }) => {
          expectTypeOf(input).toEqualTypeOf<{ list: (10 | 100)[]; order: 'up' | 'down' }>();
          expectTypeOf(size).toEqualTypeOf<10 | 100>();
        },
        teardown: (input) => expectTypeOf(input.list).toEqualTypeOf<(10 | 100)[]>(),
      });
      bench('without setup', { run: (input) => expectTypeOf(input).toEqualTypeOf<undefined>() });
      // @ts-expect-error: run is missing
      expect(() => bench('nothing to run', { setup: () => 1 })).toThrow('expected a function "run"');
      // @ts-expect-error: a parameter needs a list
      expect(() => bench('no list', { parameters: { size: 10 }, run: () => 1 })).toThrow('parameter "size"');
    });
  });

  it('is recognised whichever copy of the package made it', () => {
    const fromAnotherCopy: object = { [Symbol.for('perf-suite.suite')]: 1, benchmarks: [] };
    expect(isSuite(fromAnotherCopy)).toBe(true);
    expect(isSuite({ benchmarks: [] })).toBe(false);
    expect(isSuite(null)).toBe(false);
  });

  it('refuses one name twice, also when parameters make it', () => {
    const twice = () =>
      suite(({ bench }) => {
        bench('a (size=1)', () => 1);
        bench('a', { parameters: { size: [1] }, run: () => 1 });
      });
    expect(twice).toThrow('two benchmarks are named "a (size=1)"');
  });

  it.each([
    ['an empty name', () => suite(({ bench }) => bench('', () => 1)), 'expected a name, found ""'],
    [
      'a time without unit',
      () => suite(({ bench }) => bench('a', { run: () => 1, time: '90' })),
      "expected time such as '90ms'",
    ],
    [
      'a negative time',
      () => suite(({ bench }) => bench('a', { run: () => 1, time: -1 })),
      "expected time such as '90ms'",
    ],
    [
      'an effect of 0',
      () => suite(({ bench }) => bench('a', { run: () => 1, minimumEffect: '0%' })),
      "expected minimumEffect such as '5%'",
    ],
    [
      'a percent without its sign',
      () => suite(({ bench }) => bench('a', { run: () => 1, minimumEffect: 5 })),
      "or a ratio below 1 such as 0.05, found 5. Did you mean '5%'?",
    ],
    [
      'more than 100 percent',
      () => suite(({ bench }) => bench('a', { run: () => 1, minimumEffect: '500%' })),
      'found "500%"',
    ],
    ...Object.entries({ beforeeach: 'beforeEach', setupp: 'setup', minEffect: 'minimumEffect' }).map(
      ([typed, meant]): [string, () => unknown, string] => [
        `the option ${typed}`,
        () => suite(({ bench }) => bench('a', { run: () => 1, [typed]: 1 })),
        `found "${typed}". Did you mean ${meant}?`,
      ],
    ),
    [
      'an option that is none',
      () => suite(({ bench }) => bench('a', { run: () => 1, ...{ iterations: 10 } })),
      'expected options of parameters, setup, run, teardown, beforeEach, afterEach, async, time, minimumEffect, budget, found "iterations"',
    ],
    [
      'no values',
      () => suite(({ bench }) => bench('a', { run: () => 1, parameters: { size: [] } })),
      'parameter "size"',
    ],
    ['a promise', () => suite(async () => {}), 'returned a promise'],
  ])('refuses %s', (_what, declare, message) => {
    expect(declare).toThrow(message);
  });
});
