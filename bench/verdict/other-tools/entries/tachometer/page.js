import workload from '../workload/suite.bench.js';

// One page load is one of tachometer's samples: the milliseconds that an iteration of each benchmark took.
const WARM_UP_MS = 20;
const MEASURED_MS = 50;

globalThis.millisecondsPerIteration = {};
for (const { name, run } of workload.benchmarks) {
  timePerIteration(run, WARM_UP_MS);
  globalThis.millisecondsPerIteration[name] = timePerIteration(run, MEASURED_MS);
}

function timePerIteration(run, milliseconds) {
  const start = performance.now();
  let iterations = 0;
  let elapsed = 0;
  while (elapsed < milliseconds) {
    run();
    iterations++;
    elapsed = performance.now() - start;
  }
  return elapsed / iterations;
}
