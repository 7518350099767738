import Benchmark from 'benchmark';
import { work } from './work.mjs';

const suite = new Benchmark.Suite();
for (const [name, run] of Object.entries(work)) {
  if (!name.endsWith('awaited')) suite.add(name, run);
  else suite.add(name, { defer: true, fn: (deferred) => run().then(() => deferred.resolve()) });
}
suite.on('cycle', ({ target: { name, stats } }) => {
  const sorted = [...stats.sample].sort((a, b) => a - b);
  console.log(JSON.stringify({ name, p50Ns: (sorted[Math.floor(sorted.length / 2)] ?? 0) * 1e9 }));
});
suite.run({ async: true });
