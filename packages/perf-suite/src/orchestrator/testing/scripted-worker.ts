import type { Variant } from '@perf-suite/schema';
import type { ProcessUsage, WorkerJob } from '../../wire/protocol.js';
import { NO_TIMES, type StageTimes } from '../../wire/stage-clock.js';
import type { WorkerExit } from '../processes/worker-exit.js';
import type { RunWorker } from '../rounds/measure-round.js';

/** What a process that uses half of its core says when it is asked every 100 ms. */
function usageAt(reading: number): ProcessUsage {
  return { atMs: reading * 100, cpuUserMs: reading * 50, cpuSystemMs: 1, rssBytes: 1000, heapUsedBytes: 500 };
}

const EXIT: WorkerExit = {
  kind: 'finished',
  exitCode: 0,
  signalName: null,
  output: '',
  durationMs: 10,
  rssStartBytes: 1000,
  rssPeakBytes: 2000,
  rssEndBytes: 1500,
  cpuUserMs: 5,
  cpuSystemMs: 1,
  current: null,
  reached: null,
};

const NOTHING_ELSE = { leavesToOthers: false, warnings: [] };

export interface Script {
  /** Durations that a benchmark gives, by id. */
  readonly durationsOf: (id: string, job: WorkerJob) => Float64Array;
  /** Where the process's time went; nowhere by default. */
  readonly times?: StageTimes;
  /** How the process ends once a variant is loaded; null goes on. */
  readonly endWhenLoaded?: (variant: Variant, job: WorkerJob) => Partial<WorkerExit> | null;
  /** How the process ends when this benchmark's turn comes; null measures it. */
  readonly endOn?: (id: string, job: WorkerJob) => Partial<WorkerExit> | null;
  /** The same, once its samples are out. */
  readonly endAfterSamplesOf?: (id: string, job: WorkerJob) => Partial<WorkerExit> | null;
}

/** A worker whose times are known beforehand, to test what is made of them; it speaks the real protocol. */
export function scriptedWorker(script: Script): { jobs: WorkerJob[]; runWorker: RunWorker } {
  const { durationsOf, endOn, endAfterSamplesOf } = script;
  const jobs: WorkerJob[] = [];
  const runWorker: RunWorker = async (job, { onMessage }) => {
    jobs.push(job);
    let reading = 0;
    const usage = () => usageAt(reading++);
    const declared = job.benchmarks.map(({ id }) => ({
      id,
      group: [],
      name: id,
      async: false,
      timeMs: null,
      minimumEffect: null,
    }));
    for (const { variant } of job.variants) {
      onMessage({ type: 'loaded', variant, benchmarks: declared, ...NOTHING_ELSE, usage: usage() });
      const end = script.endWhenLoaded?.(variant, job) ?? null;
      if (end !== null) return { ...EXIT, ...end };
    }
    for (const { id, batchSize } of job.benchmarks) {
      const end = endOn?.(id, job) ?? null;
      if (end !== null) return { ...EXIT, current: id, ...end };
      const head = durationsOf(id, job);
      const paired = job.variants.length === 2;
      onMessage({
        type: 'benchmark-started',
        id,
        batchSize: batchSize ?? 10,
        async: false,
        steadyAfterCalls: 1000,
      });
      onMessage({
        type: 'samples',
        id,
        head,
        base: paired ? head.map((ns) => ns + 1) : null,
        headFirst: paired ? new Uint8Array(head.length) : null,
        usage: usage(),
      });
      const endAfter = endAfterSamplesOf?.(id, job) ?? null;
      if (endAfter !== null) return { ...EXIT, current: id, ...endAfter };
      onMessage({
        type: 'benchmark-measured',
        id,
        measuredCount: head.length,
        memory: null,
        noiseRatio: null,
        warnings: [],
        metrics: [],
      });
    }
    onMessage({ type: 'finished', usage: usage(), rssPeakBytes: 2000, times: script.times ?? NO_TIMES });
    return EXIT;
  };
  return { jobs, runWorker };
}
