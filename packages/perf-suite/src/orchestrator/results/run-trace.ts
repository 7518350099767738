import type { LiveEvent, LiveEventOf } from '@perf-suite/schema';

/** A part of a run as tracing tools know it; `FinishedSpan` of @perf-suite/instrument. */
export interface RunSpan {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly failure: string | null;
  readonly children: readonly RunSpan[];
}

interface Measured {
  readonly benchmark: number;
  readonly round: number;
  readonly startT: number;
  /** Null while it is being measured, and for good where its process died. */
  endT: number | null;
  p50Ns: number | null;
}

/** Collects a run's events, and makes one trace of them: the run, its rounds, and what each benchmark took in them. */
export class RunTrace {
  readonly #startMs: number;
  #started: LiveEventOf<'run-started'> | null = null;
  #finished: LiveEventOf<'run-finished'> | null = null;
  readonly #rounds = new Map<number, number>();
  readonly #measured: Measured[] = [];
  readonly #verdicts = new Map<number, LiveEventOf<'verdict'>>();
  readonly #failures = new Map<number, string>();

  /** @param startMs when the run started, in milliseconds since 1970: what the `t` of its events counts from */
  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  record(event: LiveEvent): void {
    if (event.type === 'run-started') this.#started = event;
    else if (event.type === 'run-finished') this.#finished = event;
    else if (event.type === 'round-started') this.#rounds.set(event.round, event.t);
    else if (event.type === 'benchmark-started') this.#begin(event);
    else if (event.type === 'benchmark-measured') this.#end(event);
    else if (event.type === 'verdict') this.#verdicts.set(event.benchmark, event);
    else if (event.type === 'benchmark-finished' && event.failure !== null) {
      this.#failures.set(event.benchmark, event.failure.message);
    }
  }

  /** Returns the run as a span, with its rounds in it; null before it has started and finished. */
  root(): RunSpan | null {
    const [started, finished] = [this.#started, this.#finished];
    if (started === null || finished === null) return null;
    const { git, baseline, mode, run } = started;
    const { verdict, exitCode, regressedCount, state, interrupted } = finished;
    return {
      name: 'run',
      startMs: this.#startMs,
      endMs: this.#startMs + finished.t,
      attributes: {
        'perf.run.id': run,
        'perf.run.mode': mode,
        'perf.run.state': state,
        'perf.run.interrupted': interrupted,
        'perf.run.benchmark_count': started.benchmarks.length,
        'perf.run.exit_code': exitCode,
        'perf.run.regressed_count': regressedCount,
        ...(verdict !== null && { 'perf.run.verdict': verdict }),
        ...(baseline !== null && { 'perf.run.baseline': baseline }),
        ...(git !== null && { 'vcs.ref.head.revision': git.commit }),
        ...(git !== null && git.branch !== null && { 'vcs.ref.head.name': git.branch }),
      },
      failure: verdict === 'regressed' ? `${regressedCount} regressed` : null,
      children: [...this.#rounds].map(([round, t]) => this.#round(round, t, finished.t)),
    };
  }

  #begin({ benchmark, round, t }: LiveEventOf<'benchmark-started'>): void {
    this.#measured.push({ benchmark, round, startT: t, endT: null, p50Ns: null });
  }

  #end({ benchmark, round, t, head }: LiveEventOf<'benchmark-measured'>): void {
    const begun = this.#measured.findLast((one) => one.benchmark === benchmark && one.round === round);
    if (begun === undefined) return;
    begun.endT = t;
    begun.p50Ns = head.p50Ns;
  }

  #round(round: number, startT: number, finishedT: number): RunSpan {
    const measured = this.#measured.filter((one) => one.round === round);
    const ends = measured.map(({ endT, startT: begun }) => endT ?? begun);
    return {
      name: `round ${round + 1}`,
      startMs: this.#startMs + startT,
      endMs: this.#startMs + Math.min(finishedT, Math.max(startT, ...ends)),
      attributes: { 'perf.round': round + 1 },
      failure: null,
      children: measured.map((one) => this.#benchmark(one)),
    };
  }

  #benchmark({ benchmark, round, startT, endT, p50Ns }: Measured): RunSpan {
    const planned = this.#started?.benchmarks[benchmark];
    const verdict = this.#verdicts.get(benchmark);
    const p50 = verdict?.speedup.p50?.point;
    const failure = this.#failures.get(benchmark);
    return {
      name: planned?.id ?? `benchmark ${benchmark}`,
      startMs: this.#startMs + startT,
      endMs: this.#startMs + (endT ?? startT),
      attributes: {
        'perf.round': round + 1,
        'perf.benchmark.id': planned?.id ?? '',
        'perf.benchmark.file': planned?.file ?? '',
        'perf.benchmark.name': planned?.name ?? '',
        ...(p50Ns !== null && { 'perf.benchmark.round_p50_ns': p50Ns }),
        ...(verdict !== undefined && { 'perf.verdict': verdict.verdict, 'perf.summary': verdict.summary }),
        ...(p50 !== undefined && { 'perf.speedup_p50': p50 }),
      },
      failure: verdict?.verdict === 'regressed' ? verdict.summary : (failure ?? null),
      children: [],
    };
  }
}
