import type { Warning } from '@perf-suite/schema';
import type { GeneratorUse } from './generator-use.js';
import type { LatencyPercentiles } from './latency-histogram.js';

export interface GeneratorFacts {
  readonly use: GeneratorUse;
  /** Over all requests; null without any. */
  readonly latency: LatencyPercentiles | null;
  /** The service runs on the machine of the generator. */
  readonly sharesMachine: boolean;
  /** The service was started for a benchmark, so that neither of them can be moved. */
  readonly isBenchmark: boolean;
  /** Cores that both may use. */
  readonly coreCount: number;
}

/** Lateness is part of latency: up to this share of it is worth no word. */
const LATE_SHARE = 0.05;
/** Near a whole core, answers wait until the generator reads them. */
const BUSY_RATIO = 0.8;
/** A generator that waits for a core reads answers late, and a service beside it waits as long. */
const CORE_WAIT_RATIO = 0.05;
/** Beside a service, from this share of the machine on. */
const SHARED_RATIO = 0.1;

/** Returns the doubts that the generator itself leaves about what it measured. */
export function generatorWarnings(facts: GeneratorFacts): Warning[] {
  return [lateStarts(facts), busyGenerator(facts), coreWait(facts), sharedCores(facts)].filter(
    (warning) => warning !== null,
  );
}

function lateStarts({ use: { lateNs }, latency, isBenchmark }: GeneratorFacts): Warning | null {
  if (latency === null) return null;
  const isLate = lateNs.p50 > LATE_SHARE * latency.p50 || lateNs.p99 > LATE_SHARE * latency.p99;
  if (!isLate) return null;
  const times = `${ms(lateNs.p50)} at p50, ${ms(lateNs.p99)} at p99`;
  return {
    code: 'late-starts',
    message: `the load generator sent requests late by itself (${times}), which is part of the latencies`,
    hint: isBenchmark
      ? 'Ask for a lower rate in the benchmark file, or measure on a machine with more cores.'
      : 'Ask for a lower rate, or give the generator a machine of its own.',
  };
}

function busyGenerator({ use: { cpuRatio }, isBenchmark }: GeneratorFacts): Warning | null {
  if (cpuRatio < BUSY_RATIO) return null;
  return {
    code: 'generator-busy',
    message: `the load generator used ${percent(cpuRatio)} of a core: answers waited for it, and it may not have sent more`,
    hint: isBenchmark
      ? 'Ask for less load in the benchmark file: a lower rate or concurrency.'
      : 'Ask for less load, or start several of them.',
  };
}

function coreWait({ use: { coreWaitRatio } }: GeneratorFacts): Warning | null {
  if (coreWaitRatio === null || coreWaitRatio < CORE_WAIT_RATIO) return null;
  return {
    code: 'generator-waited',
    message: `the load generator waited for a core for ${percent(coreWaitRatio)} of the time`,
    hint: 'Other programs, or the service itself, used the cores: leave one to the generator.',
  };
}

function sharedCores({
  use: { cpuRatio },
  sharesMachine,
  isBenchmark,
  coreCount,
}: GeneratorFacts): Warning | null {
  if (!sharesMachine || cpuRatio < SHARED_RATIO * coreCount) return null;
  return {
    code: 'shared-cores',
    message: `the service runs on the same machine, and the load generator used ${percent(cpuRatio)} of a core: ${shared(coreCount)}`,
    hint: isBenchmark
      ? 'It does so for both sides. Ask for less load in the benchmark file, or measure on a machine with more cores.'
      : 'Pin the service to other cores (taskset -c on Linux), or send the load from another machine.',
  };
}

function shared(coreCount: number): string {
  return coreCount === 1 ? 'both have one core' : `both have ${coreCount} cores`;
}

function ms(ns: number): string {
  return `${(ns / 1e6).toFixed(ns < 1e7 ? 2 : 0)} ms`;
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}
