import type { SubjectSteps } from '../load/subject.js';
import { callerFile } from './caller-file.js';

/** A benchmark as a file declared it to its harness. */
export interface CollectedBenchmark extends SubjectSteps {
  /** Below the group of its set. */
  readonly group: readonly string[];
  readonly name: string;
  /** Null: found out from the first call. */
  readonly async: boolean | null;
}

/** Benchmarks that a file made as one: a Bench, a suite. */
export interface CollectedSet {
  /** Its name, which is the group of its benchmarks; null where it has none: several such sets are numbered. */
  readonly name: string | null;
  /** Absolute path of the file that made it; null where that is not known. */
  readonly definedIn: string | null;
  /** As they are when the file has ended. */
  benchmarks(): readonly CollectedBenchmark[];
}

const sets = new WeakMap<object, CollectedSet>();

/** Lets files export `owner` for its set, whether or not they run it. */
export function makeExportable(owner: object, set: CollectedSet): void {
  sets.set(owner, set);
}

/** The set of what a file exports; null where that has none. */
export function setOf(value: unknown): CollectedSet | null {
  return typeof value === 'object' && value !== null ? (sets.get(value) ?? null) : null;
}

/** What one benchmark file declares while it is loaded. */
export class Collector {
  readonly #sets = new Set<CollectedSet>();
  readonly #single: SingleBenchmark[] = [];
  readonly #whenImported: (() => Promise<void>)[] = [];
  readonly #whenOver: (() => Promise<void>)[] = [];
  #isUsed = false;

  /** Takes a set that the file ran; once, however often it runs it. */
  addSet(set: CollectedSet): void {
    this.#isUsed = true;
    this.#sets.add(set);
  }

  /** Takes one of the benchmarks that a file declares by calling a function, such as `bench()`. */
  add(benchmark: CollectedBenchmark, definedIn: string | null = callerFile()): void {
    this.addAll(() => [benchmark], definedIn);
  }

  /** Takes those that such a call comes to, which is known when the file has ended. */
  addAll(benchmarks: () => readonly CollectedBenchmark[], definedIn: string | null = callerFile()): void {
    this.#isUsed = true;
    this.#single.push({ benchmarks, definedIn });
  }

  /** Lets `act` declare more once the file's own code has run, as a harness that runs the bodies of suites later. */
  whenImported(act: () => Promise<void>): void {
    this.#whenImported.push(act);
  }

  /** Runs what waits for the end of the file's own code. */
  async imported(): Promise<void> {
    for (const act of this.#whenImported.splice(0)) await act();
  }

  /** Lets `act` clean up once this process measures nothing more of the file. */
  whenOver(act: () => Promise<void>): void {
    this.#whenOver.push(act);
  }

  /** Runs what waits for the end of the file. */
  async over(): Promise<void> {
    for (const act of this.#whenOver.splice(0)) await act();
  }

  /** Notes that the file uses a harness, whether or not it has declared anything yet. */
  use(): void {
    this.#isUsed = true;
  }

  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** How much was declared so far. */
  get count(): number {
    return this.#sets.size + this.#single.length;
  }

  /**
   * Returns what was declared, in order, sets after single benchmarks.
   * @param isElsewhere whether a file reports its benchmarks itself: they are left out here
   */
  benchmarks(isElsewhere: (file: string) => boolean): readonly CollectedBenchmark[] {
    const isOwn = (one: Defined): boolean => !isDefinedElsewhere(one, isElsewhere);
    const sets = [...this.#sets].filter(isOwn);
    return [
      ...this.#single.filter(isOwn).flatMap(({ benchmarks }) => benchmarks()),
      ...sets.flatMap((set, i) => {
        const group = groupOf(set, sets.length === 1 ? null : String(i + 1));
        return set.benchmarks().map((one) => ({ ...one, group: [...group, ...one.group] }));
      }),
    ];
  }

  /** Whether `benchmarks` leaves any out. */
  leavesOut(isElsewhere: (file: string) => boolean): boolean {
    return [...this.#single, ...this.#sets].some((one) => isDefinedElsewhere(one, isElsewhere));
  }
}

interface Defined {
  readonly definedIn: string | null;
}

interface SingleBenchmark extends Defined {
  readonly benchmarks: () => readonly CollectedBenchmark[];
}

function isDefinedElsewhere({ definedIn }: Defined, isElsewhere: (file: string) => boolean): boolean {
  return definedIn !== null && isElsewhere(definedIn);
}

function groupOf({ name }: CollectedSet, number: string | null): readonly string[] {
  const group = name ?? number;
  return group === null ? [] : [group];
}

let current: Collector | null = null;

/** The collector of the file that is being loaded; null where none is: what is declared then is nobody's. */
export function currentCollector(): Collector | null {
  return current;
}

/** Lets what harnesses collect from now on go to `collector`. */
export function collectInto(collector: Collector | null): void {
  current = collector;
}
