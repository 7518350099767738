import { measure } from 'mitata';
import workload from '../workload/suite.bench.js';

// Prints what mitata measured for each benchmark, in nanoseconds: { name: { avg, p50 } }.
const measured = {};
for (const { name, run } of workload.benchmarks) {
  const { avg, p50 } = await measure(() => run(), {
    min_cpu_time: Number(process.env.SECONDS_PER_BENCHMARK) * 1e9,
  });
  measured[name] = { avg, p50 };
}
process.stdout.write(JSON.stringify(measured));
