import type { LiveEvent, LiveEventOf, PercentileName } from '@perf-suite/schema';
import { LIVE_METRICS } from '../catalogue/live-metrics.js';
import type { LabelSet, MetricStore } from '../store/metric-store.js';
import { relativeDeviation } from './relative-deviation.js';

interface ProgressOfRun {
  readonly started: LiveEventOf<'run-started'>;
  readonly ofRun: LabelSet<'environment' | 'branch'>;
  /** p50 of head in each completed round of each benchmark, in nanoseconds. */
  readonly mediansNs: number[][];
  /** Rounds of each benchmark that are done, or will not be needed. */
  readonly doneRounds: number[];
}

/** Turns the events of the one run that is served live into metrics of its progress. */
export class LiveProgress {
  readonly #store: MetricStore;
  #run: ProgressOfRun | null = null;

  constructor(store: MetricStore) {
    this.#store = store;
  }

  /** Takes one event in; events that come before `run-started` say nothing and are left out. */
  record(event: LiveEvent): void {
    if (event.type === 'run-started') this.#run = this.#start(event);
    const run = this.#run;
    if (run === null) return;
    switch (event.type) {
      case 'round-started':
        this.#store.set(LIVE_METRICS.round, run.ofRun, event.round + 1);
        break;
      case 'benchmark-started':
        this.#measuring(run, event.benchmark);
        break;
      case 'samples':
        this.#addSamples(run, event);
        break;
      case 'benchmark-measured':
        this.#finishRound(run, event);
        break;
      case 'comparison':
        this.#showSpeedup(run, event);
        break;
      case 'benchmark-finished':
        run.doneRounds[event.benchmark] = run.started.plannedRounds;
        this.#showProgress(run);
        break;
      case 'run-finished':
        this.#measuring(run, null);
        break;
    }
  }

  #start(started: LiveEventOf<'run-started'>): ProgressOfRun {
    const ofRun = { environment: started.environment.name, branch: started.git?.branch ?? 'detached' };
    const run = {
      started,
      ofRun,
      mediansNs: started.benchmarks.map(() => []),
      doneRounds: started.benchmarks.map(() => 0),
    };
    const commit_hash = started.git?.commit ?? '';
    const startedSeconds = Date.parse(started.startedAt) / 1_000;
    this.#store.set(LIVE_METRICS.started, { ...ofRun, commit_hash }, startedSeconds);
    this.#store.set(LIVE_METRICS.progress, ofRun, 0);
    for (const { id } of started.benchmarks) {
      const labels = { ...ofRun, benchmark_name: id };
      this.#store.set(LIVE_METRICS.measuring, labels, 0);
      this.#store.set(LIVE_METRICS.roundsDone, labels, 0);
      this.#store.add(LIVE_METRICS.samples, labels, 0);
    }
    return run;
  }

  /** @param index null where none is measured any more */
  #measuring(run: ProgressOfRun, index: number | null): void {
    for (const [i, { id }] of run.started.benchmarks.entries()) {
      this.#store.set(LIVE_METRICS.measuring, { ...run.ofRun, benchmark_name: id }, i === index ? 1 : 0);
    }
  }

  #addSamples(run: ProgressOfRun, { benchmark, ns }: LiveEventOf<'samples'>): void {
    const labels = labelsOf(run, benchmark);
    if (labels !== null) this.#store.add(LIVE_METRICS.samples, labels, ns.length);
  }

  #finishRound(run: ProgressOfRun, event: LiveEventOf<'benchmark-measured'>): void {
    const labels = labelsOf(run, event.benchmark);
    const mediansNs = run.mediansNs[event.benchmark];
    if (labels === null || mediansNs === undefined) return;
    for (const variant of ['head', 'base'] as const) {
      const read = event[variant];
      if (read === null || read.count === 0) continue;
      this.#store.set(LIVE_METRICS.roundMedian, { ...labels, variant }, read.p50Ns / 1e9);
    }
    if (event.head.count > 0) mediansNs.push(event.head.p50Ns);
    this.#store.set(LIVE_METRICS.roundsDone, labels, event.round + 1);
    const noise = relativeDeviation(mediansNs);
    if (noise !== null) this.#store.set(LIVE_METRICS.noise, labels, noise);
    run.doneRounds[event.benchmark] = Math.max(run.doneRounds[event.benchmark] ?? 0, event.round + 1);
    this.#showProgress(run);
  }

  #showSpeedup(run: ProgressOfRun, { benchmark, speedup }: LiveEventOf<'comparison'>): void {
    const labels = labelsOf(run, benchmark);
    if (labels === null) return;
    for (const percentile of ['p50', 'p95'] as const satisfies readonly PercentileName[]) {
      const estimate = speedup[percentile];
      if (estimate === null) continue;
      const of = { ...labels, percentile };
      this.#store.set(LIVE_METRICS.speedup, of, estimate.point);
      this.#store.set(LIVE_METRICS.speedupLower, of, estimate.lower);
      this.#store.set(LIVE_METRICS.speedupUpper, of, estimate.upper);
    }
  }

  #showProgress({ started, ofRun, doneRounds }: ProgressOfRun): void {
    const planned = started.plannedRounds * started.benchmarks.length;
    const done = doneRounds.reduce((sum, rounds) => sum + Math.min(rounds, started.plannedRounds), 0);
    this.#store.set(LIVE_METRICS.progress, ofRun, planned === 0 ? 1 : done / planned);
  }
}

function labelsOf(
  { started, ofRun }: ProgressOfRun,
  index: number,
): LabelSet<'benchmark_name' | 'environment' | 'branch'> | null {
  const benchmark = started.benchmarks[index];
  return benchmark === undefined ? null : { ...ofRun, benchmark_name: benchmark.id };
}
