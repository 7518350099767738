import { bench } from '@pmndrs/labs';
import workload from '../workload/suite.bench.js';

for (const { name, run } of workload.benchmarks) {
  // labs takes setup, the function to measure and teardown from a generator.
  bench(name, function* () {
    yield () => run();
  });
}
