import { bench, do_not_optimize, run } from 'mitata';
import { work } from './work.mjs';

for (const [name, act] of Object.entries(work)) {
  // mitata takes a function for asynchronous by its kind.
  bench(
    name,
    name.endsWith('awaited') ? async () => do_not_optimize(await act()) : () => do_not_optimize(act()),
  );
}
const { benchmarks } = await run({ format: 'quiet' });
for (const { runs } of benchmarks) {
  for (const { name, stats } of runs) console.log(JSON.stringify({ name, p50Ns: stats.p50 }));
}
