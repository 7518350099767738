import { Bench } from 'tinybench';
import { work } from './work.mjs';

const bench = new Bench({ time: 300 });
for (const [name, run] of Object.entries(work)) bench.add(name, run);
await bench.run();
for (const { name, result } of bench.tasks)
  console.log(JSON.stringify({ name, p50Ns: result.latency.p50 * 1e6 }));
