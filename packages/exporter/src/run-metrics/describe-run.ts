import type { LiveEventOf } from '@perf-suite/schema';
import { BENCHMARK_METRICS } from '../catalogue/benchmark-metrics.js';
import { RUN_METRICS } from '../catalogue/run-metrics.js';
import type { MetricStore } from '../store/metric-store.js';

/** Sets what a run's start contains: commit and branch, machine, what is planned. */
export function describeRun(store: MetricStore, started: LiveEventOf<'run-started'>, branch: string): void {
  const environment = started.environment.name;
  const { cpu, memory, os, runtime, fingerprint, loadAtStart } = started.environment;
  for (const info of [RUN_METRICS.runInfo, RUN_METRICS.environmentInfo, RUN_METRICS.warnings]) {
    store.remove(info, { environment });
  }
  store.set(
    RUN_METRICS.runInfo,
    {
      environment,
      run: started.run,
      branch,
      commit_hash: started.git?.commit ?? '',
    },
    1,
  );
  store.set(
    RUN_METRICS.environmentInfo,
    {
      environment,
      fingerprint,
      cpu_model: cpu.model,
      cores: String(cpu.logicalCores),
      os: `${os.platform} ${os.release}`,
      arch: os.arch,
      node: runtime.node,
      v8: runtime.v8,
    },
    1,
  );
  store.set(RUN_METRICS.environmentLoad, { environment }, loadAtStart);
  store.set(RUN_METRICS.environmentCores, { environment }, cpu.logicalCores);
  const usableBytes = Math.min(memory.totalBytes, memory.limitBytes ?? memory.totalBytes);
  store.set(RUN_METRICS.environmentMemory, { environment }, usableBytes);
  store.set(RUN_METRICS.runInProgress, { environment }, 1);
  store.set(RUN_METRICS.plannedRounds, { environment }, started.plannedRounds);
  store.set(RUN_METRICS.benchmarks, { environment }, started.benchmarks.length);
  store.set(RUN_METRICS.benchmarksFinished, { environment }, 0);
  for (const { id, minimumEffect } of started.benchmarks) {
    store.set(BENCHMARK_METRICS.minimumEffect, { benchmark_name: id, environment }, minimumEffect);
    store.set(BENCHMARK_METRICS.failed, { benchmark_name: id, environment }, 0);
  }
}
