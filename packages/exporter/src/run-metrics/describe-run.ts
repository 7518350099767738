import { BENCHMARK_METRICS } from '../catalogue/benchmark-metrics.js';
import { RUN_METRICS } from '../catalogue/run-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import type { CurrentRun } from './current-run.js';

/** Sets what the start of a branch's run says: its commit and what is planned. */
export function describeRun(store: MetricStore, { started, environment, branch, commit }: CurrentRun): void {
  const labels = { environment, branch };
  for (const info of [RUN_METRICS.runInfo, RUN_METRICS.warnings]) store.remove(info, labels);
  store.set(RUN_METRICS.runInfo, { ...labels, run: started.run, commit_hash: commit ?? '' }, 1);
  store.set(RUN_METRICS.runInProgress, labels, 1);
  store.set(RUN_METRICS.plannedRounds, labels, started.plannedRounds);
  store.set(RUN_METRICS.benchmarks, labels, started.benchmarks.length);
  store.set(RUN_METRICS.benchmarksFinished, labels, 0);
  for (const { id, minimumEffect } of started.benchmarks) {
    store.set(BENCHMARK_METRICS.minimumEffect, { benchmark_name: id, ...labels }, minimumEffect);
    store.set(BENCHMARK_METRICS.failed, { benchmark_name: id, ...labels }, 0);
  }
}

/** Sets what the start of a run says of its machine, whatever the branch. */
export function describeMachine(store: MetricStore, { started, environment }: CurrentRun): void {
  const { cpu, memory, os, runtime, fingerprint, loadAtStart } = started.environment;
  store.remove(RUN_METRICS.environmentInfo, { environment });
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
}
