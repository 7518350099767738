import { arch, cpus, platform } from 'node:os';
import { currentDeclarations, type Declared } from './declare.js';

interface Placeholders {
  readonly latency: { readonly avg: number; readonly sd: number };
  readonly throughput: { readonly avg: number; readonly sd: number };
}

interface Report {
  readonly benchmarks: readonly { readonly name: string; readonly stats: Placeholders }[];
}

interface RunOptions {
  readonly reporter?: (report: Report) => unknown;
}

/** Runs nothing: returns a report of placeholders. */
export async function run({ reporter = (report) => report }: RunOptions = {}): Promise<unknown> {
  const report = {
    benchmarks: currentDeclarations().benchmarks.map(placeholderReport),
    cpu: cpus()[0]?.model ?? '',
    runtime: `node ${process.version} (${arch()}-${platform()})`,
  };
  return reporter(report);
}

/** tatami-ng's reporter in the Bencher Metric Format. */
export function bmf({ benchmarks }: Report) {
  const metric = ({ avg, sd }: { readonly avg: number; readonly sd: number }) => ({
    value: avg,
    lower_value: avg - sd,
    upper_value: avg + sd,
  });
  return Object.fromEntries(
    benchmarks.map(({ name, stats: { latency, throughput } }) => [
      name,
      { latency: metric(latency), throughput: metric(throughput) },
    ]),
  );
}

/** All times are 1 ns, all rates 1 a second. */
const ONE = {
  min: 1,
  max: 1,
  p50: 1,
  p75: 1,
  p99: 1,
  p995: 1,
  avg: 1,
  vr: 0,
  sd: 0,
  moe: 0,
  rmoe: 0,
  aad: 0,
  mad: 0,
};

function placeholderReport({ name, fn, group, baseline }: Declared) {
  return {
    name,
    fn,
    baseline,
    group: group.name ?? null,
    async: false,
    stats: { isPlaceholder: true, samples: 2, ss: true, latency: { ...ONE }, throughput: { ...ONE } },
  };
}
