import { RUN_FLAGS, type RunsData } from '../../src/site/site-data.js';
import { float64, int32, uint8 } from '../data/unpack.js';

/** One run as the pages show it. */
export interface ShownRun {
  readonly number: number;
  readonly id: string;
  readonly startedAtMs: number;
  /** Null where it is not known. */
  readonly commit: string | null;
  readonly machine: string;
  readonly tool: string;
  /** `partial`, `uncommitted changes`, `summary only`. */
  readonly remarks: readonly string[];
  /** What an A/B run compared with. */
  readonly baseline: string | null;
}

/** The runs of an environment, oldest first. */
export class RunTable {
  readonly count: number;
  readonly blockSize: number;
  readonly #data: RunsData;
  readonly #times: Float64Array;
  readonly #machines: Int32Array;
  readonly #tools: Int32Array;
  readonly #flags: Uint8Array;
  readonly #baselines: ReadonlyMap<number, string>;
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(data: RunsData) {
    this.#data = data;
    this.count = data.ids.length;
    this.blockSize = data.blockSize;
    this.#times = float64(data.startedAtMs);
    this.#machines = int32(data.machine);
    this.#tools = int32(data.tool);
    this.#flags = uint8(data.flags);
    this.#baselines = new Map(data.baselines);
    this.#numbers = new Map(data.ids.map((id, number) => [id, number]));
  }

  run(number: number): ShownRun {
    const flags = this.#flags[number] ?? 0;
    const remarks = [
      flags & RUN_FLAGS.partial ? 'partial' : null,
      flags & RUN_FLAGS.dirty ? 'uncommitted changes' : null,
      flags & RUN_FLAGS.summary ? 'summary only' : null,
    ];
    return {
      number,
      id: this.#data.ids[number] ?? '',
      startedAtMs: this.timeOf(number),
      commit: this.commitOf(number),
      machine: this.#data.machines[this.machineOf(number)] ?? '',
      tool: this.#data.tools[this.#tools[number] ?? -1] ?? '',
      remarks: remarks.filter((remark) => remark !== null),
      baseline: this.#baselines.get(number) ?? null,
    };
  }

  timeOf(number: number): number {
    return this.#times[number] ?? Number.NaN;
  }

  commitOf(number: number): string | null {
    return this.#data.commits[number] || null;
  }

  /** Returns a number that two runs share if they are of the same machine. */
  machineOf(number: number): number {
    return this.#machines[number] ?? -1;
  }

  /** Returns the numbers of the runs of a commit, oldest first. */
  runsOfCommit(commit: string): number[] {
    return this.#data.commits.flatMap((other, number) => (other === commit ? [number] : []));
  }

  /**
   * Returns the number of the run that a text names: a run's id, the start of a commit (the newest run of
   * it), or a date (the last run until the end of that day, UTC); null where there is none.
   */
  find(text: string): number | null {
    const typed = text.trim();
    if (typed === '') return null;
    const byId = this.#numbers.get(typed);
    if (byId !== undefined) return byId;
    if (/^\d{4}-\d{2}-\d{2}$/.test(typed)) return this.#lastUntil(Date.parse(`${typed}T23:59:59.999Z`));
    const lower = typed.toLowerCase();
    const last = this.#data.commits.findLastIndex((commit) => commit.toLowerCase().startsWith(lower));
    return last === -1 ? null : last;
  }

  #lastUntil(timeMs: number): number | null {
    const last = this.#times.findLastIndex((time) => time <= timeMs);
    return last === -1 ? null : last;
  }
}
