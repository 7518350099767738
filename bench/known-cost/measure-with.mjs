/** Prints the p50 (nanoseconds) of each function as another tool measures it: `mitata` or `tinybench`. */
import { measure } from 'mitata';
import { Bench } from 'tinybench';
import { FUNCTIONS } from './functions.mjs';

const p50Ns = {};
for (const { name, run } of FUNCTIONS) {
  p50Ns[name] = process.argv[2] === 'mitata' ? (await measure(run)).p50 : await byTinybench(name, run);
}
process.stdout.write(JSON.stringify(p50Ns));

async function byTinybench(name, run) {
  const bench = new Bench({ time: 300 });
  bench.add(name, run);
  const [task] = await bench.run();
  return task.result.latency.p50 * 1e6;
}
