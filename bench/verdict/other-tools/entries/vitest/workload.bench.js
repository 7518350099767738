import { bench } from 'vitest';
import workload from '../workload/suite.bench.js';

const time = Number(process.env.SECONDS_PER_BENCHMARK) * 1000;

for (const { name, run } of workload.benchmarks) {
  bench(
    name,
    () => {
      run();
    },
    { time },
  );
}
