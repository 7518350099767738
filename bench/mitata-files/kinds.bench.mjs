import { bench, do_not_optimize, group, run, summary } from 'mitata';

/** One benchmark of each kind that mitata knows, as its users write them. */

const numbers = Array.from({ length: 200 }, (_, i) => (i * 7919) % 200);
const sum = (list) => list.reduce((a, b) => a + b, 0);

bench('function', () => do_not_optimize(sum(numbers)));
bench('async function', async () => {
  await null;
});

group('loops itself', () => {
  bench('for', (state) => {
    const own = numbers.slice();
    for (const _ of state) do_not_optimize(sum(own));
  });
  bench('for await', async (state) => {
    for await (const _ of state) do_not_optimize(sum(numbers));
  });
});

summary(() => {
  bench('generator, $size', function* (state) {
    const own = numbers.slice(0, state.get('size'));
    yield () => do_not_optimize(sum(own));
  }).args('size', [10, 100]);
});

bench('sort of $x computed numbers', function* (state) {
  const size = state.get('x');
  yield {
    0: () => numbers.slice(0, size),
    bench: (list) => do_not_optimize(list.sort((a, b) => a - b)),
  };
}).range('x', 10, 100, 10);

const { benchmarks } = await run({ format: 'quiet' });
for (const { runs } of benchmarks) {
  for (const { name, stats } of runs) console.log(JSON.stringify({ name, p50: stats.p50, min: stats.min }));
}
