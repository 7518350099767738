import type {
  BaseSource,
  CodeChange,
  Environment,
  Failure,
  GitState,
  RoundRecord,
  RunFile,
  RunMetric,
  Shard,
  SingleRun,
  Warning,
  WorkerRecord,
} from '@perf-suite/schema';
import { RUN_FILE_VERSION } from '@perf-suite/schema';
import type { Plan } from '../plan/plan.js';
import type { RoundSchedule } from '../rounds/schedule-round.js';
import { BenchmarkRecord } from './benchmark-record.js';

/** What is known about a run before its first round. */
export interface RunHeader {
  readonly id: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly commandLine: readonly string[];
  readonly seed: number;
  readonly settings: SingleRun['settings'];
  readonly environment: Environment;
  readonly git: GitState | null;
  /** The other variant of an A/B run; null in a run of one variant. */
  readonly base: BaseSource | null;
  /** The part of the plan that is measured; left out for all of it. */
  readonly shard?: Shard;
}

interface RecordedRound {
  /** That of the round, then of what was started again in it. */
  readonly schedules: RoundSchedule[];
  /** Ids in the order in which their turns came. */
  readonly order: string[];
  readonly workers: WorkerRecord[];
}

/** Collects a run as it happens; `toRunFile` gives at any time what was measured so far. */
export class RunRecorder {
  readonly header: RunHeader;
  readonly benchmarks: readonly BenchmarkRecord[];
  readonly #byId: ReadonlyMap<string, BenchmarkRecord>;
  readonly #rounds: RecordedRound[] = [];
  readonly #warnings: Warning[] = [];
  #codeChange: CodeChange | null = null;

  constructor(header: RunHeader, plan: Plan) {
    this.header = header;
    const broken = plan.brokenFiles.map(({ file, fileId, failure }, i) =>
      brokenRecord({ file, fileId, failure }, plan.benchmarks.length + i),
    );
    const records = plan.benchmarks.map(
      (planned, i) => new BenchmarkRecord(planned, i, plan.apart.has(planned.fileId)),
    );
    this.benchmarks = [...records, ...broken];
    this.#byId = new Map(this.benchmarks.map((record) => [record.planned.id, record]));
  }

  get paired(): boolean {
    return this.header.base !== null;
  }

  get roundCount(): number {
    return this.#rounds.length;
  }

  /** @throws {RangeError} for an id that is not planned */
  benchmark(id: string): BenchmarkRecord {
    const record = this.#byId.get(id);
    if (record === undefined) throw new RangeError(`no benchmark "${id}" in this run`);
    return record;
  }

  /** Starts a round, or goes on with the last one where some of its benchmarks start again. */
  startRound(round: number, schedule: RoundSchedule): void {
    if (round === this.#rounds.length) this.#rounds.push({ schedules: [], order: [], workers: [] });
    this.#rounds.at(-1)?.schedules.push(schedule);
  }

  /** Notes that a benchmark's turn came; a repeated one moves to its later place. */
  noteOrder(id: string): void {
    const order = this.#rounds.at(-1)?.order;
    const earlier = order?.indexOf(id) ?? -1;
    if (earlier >= 0) order?.splice(earlier, 1);
    order?.push(id);
  }

  addWorker(worker: WorkerRecord): void {
    this.#rounds.at(-1)?.workers.push(worker);
  }

  warn(warning: Warning): void {
    this.#warnings.push(warning);
  }

  /** Notes that the code changed while it was measured. */
  noteCodeChange(change: CodeChange): void {
    this.#codeChange = change;
  }

  hasWarning(code: string): boolean {
    return this.#warnings.some((warning) => warning.code === code);
  }

  /** What benchmarks said about metrics of the user's own so far. */
  metrics(): RunMetric[] {
    return this.benchmarks.flatMap(({ planned, metrics }) =>
      metrics.map((values) => ({ benchmark: planned.id, ...values })),
    );
  }

  toRunFile(finishedAt: string, { interrupted }: { readonly interrupted: boolean }): RunFile {
    const { base, ...header } = this.header;
    const metrics = this.metrics();
    const failed = this.benchmarks.some(({ failure }) => failure !== null);
    const shared = {
      ...header,
      kind: 'run',
      schemaVersion: RUN_FILE_VERSION,
      finishedAt,
      state: interrupted || failed ? 'partial' : 'complete',
      ...(interrupted && { interrupted }),
      rounds: this.#rounds.map((round) => this.#roundRecord(round)),
      warnings: [...this.#warnings],
      ...(this.#codeChange !== null && { codeChange: this.#codeChange }),
      ...(metrics.length > 0 && { metrics }),
    } as const;
    return base === null
      ? { ...shared, mode: 'single', benchmarks: this.benchmarks.map((record) => record.toSingle()) }
      : { ...shared, mode: 'paired', base, benchmarks: this.benchmarks.map((record) => record.toPaired()) };
  }

  #roundRecord({ schedules, order, workers }: RecordedRound): RoundRecord {
    const { seed, firstVariant } = schedules[0] as RoundSchedule;
    return {
      seed,
      firstVariant: this.paired ? firstVariant : null,
      order: inScheduledOrder(order, schedules),
      workers: [...workers],
    };
  }
}

/** Worker after worker as they were planned: which of several came first on its core is chance. */
function inScheduledOrder(order: readonly string[], schedules: readonly RoundSchedule[]): string[] {
  const workers = schedules.flatMap((schedule) => schedule.workers);
  const placeOf = new Map(workers.flatMap(({ ids }, place) => ids.map((id) => [id, place] as const)));
  return [...order].sort((a, b) => (placeOf.get(a) ?? 0) - (placeOf.get(b) ?? 0));
}

/** A file that does not load stands in the run as one failed benchmark under the file's own name. */
function brokenRecord(
  { file, fileId, failure }: { file: string; fileId: string; failure: Failure },
  index: number,
): BenchmarkRecord {
  const planned = {
    id: fileId,
    file,
    fileId,
    group: [],
    name: fileId,
    async: false,
    timeMs: null,
    minimumEffect: null,
  };
  const record = new BenchmarkRecord(planned, index, false);
  record.failure = failure;
  record.finished = true;
  return record;
}
