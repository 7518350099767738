import type { Variant } from '@perf-suite/schema';
import {
  type Activity,
  type BenchmarkObserved,
  NO_ACTIVITY,
  type ObservedMessage,
} from '../../wire/observation.js';
import type { VariantSource, WorkerJob } from '../../wire/protocol.js';
import type { Call, Subject } from '../load/subject.js';
import { describeThrown } from '../measure/benchmark-failure.js';
import { nextTurn, nowMs, pause } from '../measure/clock.js';
import { isThenable } from '../measure/probe.js';
import { ActivityRecorder } from './code-activity-recorder.js';
import { CodeCoverage } from './code-coverage.js';
import { watchAccess } from './process-access.js';
import { SharedState } from './shared-state.js';

/** Between the first call and the last one a benchmark is called this often, and for this long, at most. */
const MOST_CALLS_BETWEEN = 200;
const MOST_MS_BETWEEN = 15;
/** The many calls are left out where one side's calls took this long together. */
const MOST_MS = 1000;
/** So is the last one beyond this. It stands for the calls that are measured: the first may do work only once. */
const MOST_MS_BEFORE_LAST = 10_000;
/** How long a chain of `setImmediate` is waited for: some have no end. */
const MOST_TURNS = 100;

export interface ObserveDoors {
  /** Loads one side's copy of the file; null where it does not load, which was reported then. */
  readonly load: (source: VariantSource) => Promise<ReadonlyMap<string, Subject> | null>;
  readonly send: (message: ObservedMessage) => void;
  /** Called before each step in which user code may take long. */
  readonly enter: (id: string | null) => void;
  /** Waits for `act`, but not for a promise that nothing will ever settle. */
  readonly guard: <T>(act: () => Promise<T>) => Promise<T>;
}

/** Starts watching this process. To be called before any of the user's code is loaded. */
export function startObserving(ownRoots: readonly string[]): FileObserver {
  // Wrappers are in place before the state is first looked at: they are no change.
  let recorder: ActivityRecorder | null = null;
  watchAccess({
    file: (path, kind) => recorder?.file(path, kind),
    started: (path) => recorder?.started(path),
    listened: (address) => recorder?.listened(address),
    connected: (address) => recorder?.connected(address),
    switched: (feature) => recorder?.switched(feature),
  });
  const state = new SharedState();
  const coverage = new CodeCoverage(ownRoots);
  recorder = new ActivityRecorder(coverage, state);
  return new FileObserver(coverage, recorder);
}

/** Loads a benchmark file on each side and calls each of its benchmarks a few times, noting all that it does. */
export class FileObserver {
  readonly #coverage: CodeCoverage;
  readonly #recorder: ActivityRecorder;

  constructor(coverage: CodeCoverage, recorder: ActivityRecorder) {
    this.#coverage = coverage;
    this.#recorder = recorder;
  }

  async observe({ variants, benchmarks }: WorkerJob, doors: ObserveDoors): Promise<void> {
    const sides: Side[] = [];
    for (const source of variants) {
      const subjects = await doors.load(source);
      await settled();
      const activity = this.#recorder.cut({ state: true });
      this.#send({ type: 'load-observed', variant: source.variant, activity }, doors);
      if (subjects !== null) sides.push({ variant: source.variant, subjects });
    }
    const declared = new Set(sides.flatMap(({ subjects }) => [...subjects.keys()]));
    for (const id of benchmarks.length > 0 ? benchmarks.map((benchmark) => benchmark.id) : declared) {
      // Nothing of what a command or a service does is seen in this process.
      if (sides.some(({ subjects }) => isElsewhere(subjects.get(id)))) continue;
      doors.enter(id);
      for (const observed of await this.#observeBenchmark(id, sides, doors)) this.#send(observed, doors);
    }
  }

  async #observeBenchmark(
    id: string,
    sides: readonly Side[],
    doors: ObserveDoors,
  ): Promise<BenchmarkObserved[]> {
    const opened: OpenedBenchmark[] = [];
    for (const { variant, subjects } of sides) {
      const subject = subjects.get(id);
      if (subject !== undefined) opened.push(new OpenedBenchmark(variant, subject, this.#recorder, doors));
    }
    for (const one of opened) await one.setUp();
    for (const one of opened) await one.rest();
    // One side after the other each time, as when they are measured.
    for (const one of opened) await one.callFirst();
    for (const one of opened) await one.callOften();
    for (const one of opened) await one.callLast();
    for (const one of opened) await one.close();
    return opened.map((one) => ({ type: 'benchmark-observed', id, ...one.observed() }));
  }

  #send(message: ObservedMessage, { send }: ObserveDoors): void {
    const { scripts, functions } = this.#coverage.drain();
    if (scripts.length > 0) send({ type: 'scripts-observed', scripts });
    if (functions.length > 0) send({ type: 'functions-observed', functions });
    send(message);
  }
}

function isElsewhere(subject: Subject | undefined): boolean {
  return subject?.command !== undefined || subject?.service !== undefined;
}

interface Side {
  readonly variant: Variant;
  readonly subjects: ReadonlyMap<string, Subject>;
}

/** One side of one benchmark, from its set-up to its end. */
class OpenedBenchmark {
  readonly #variant: Variant;
  readonly #subject: Subject;
  readonly #recorder: ActivityRecorder;
  readonly #doors: ObserveDoors;
  readonly #after: Activity[] = [];
  #first: Activity = NO_ACTIVITY;
  #between: Activity = NO_ACTIVITY;
  #last: Activity | null = null;
  #setUp: Activity = NO_ACTIVITY;
  #idle: Activity = NO_ACTIVITY;
  #call: Call | null = null;
  #spentMs = 0;
  #failure: string | null = null;

  constructor(variant: Variant, subject: Subject, recorder: ActivityRecorder, doors: ObserveDoors) {
    this.#variant = variant;
    this.#subject = subject;
    this.#recorder = recorder;
    this.#doors = doors;
  }

  async setUp(): Promise<void> {
    await this.#try(async () => {
      await this.#subject.enter('warmup');
      this.#call = this.#subject.call();
    });
    await settled();
    this.#setUp = this.#recorder.cut({ state: true });
  }

  /** What runs without a call, such as a timer of its own or a hook that every timer meets. */
  async rest(): Promise<void> {
    await settled();
    this.#idle = this.#recorder.cut({ state: false });
  }

  async callFirst(): Promise<void> {
    // Comparing the state takes its time: what later calls change shows after the many.
    this.#first = (await this.#callOnce({ state: true })) ?? NO_ACTIVITY;
  }

  async callLast(): Promise<void> {
    this.#last = await this.#callOnce({ state: false }, MOST_MS_BEFORE_LAST);
  }

  /** Returns what one call did; null where it is not to be called any more. */
  async #callOnce(cut: { readonly state: boolean }, mostMs = MOST_MS): Promise<Activity | null> {
    const call = this.#callable(mostMs);
    if (call === null) return null;
    const startMs = nowMs();
    let activity: Activity | null = null;
    await this.#try(async () => {
      if (call.beforeEach !== null) await this.#hook(call.beforeEach);
      const waited = callThrough(call);
      if (waited !== undefined) await waited;
      // At once: what a call leaves in microtasks runs after it.
      activity = this.#recorder.cut(cut);
    });
    this.#spentMs += nowMs() - startMs;
    await settled();
    this.#after.push(this.#recorder.cut({ state: false }));
    const { afterEach } = call;
    if (afterEach !== null) await this.#try(() => this.#hook(afterEach));
    return activity;
  }

  #callable(mostMs = MOST_MS): Call | null {
    return this.#failure === null && this.#spentMs <= mostMs ? this.#call : null;
  }

  /** What a hook around calls does is part of the set-up. */
  async #hook(hook: () => unknown): Promise<void> {
    await hook();
    this.#setUp = joined([this.#setUp, this.#recorder.cut({ state: false })]);
  }

  async callOften(): Promise<void> {
    const call = this.#callable();
    if (call === null) return;
    const untilMs = nowMs() + MOST_MS_BETWEEN;
    await this.#try(async () => {
      for (let i = 0; i < MOST_CALLS_BETWEEN && nowMs() < untilMs; i++) {
        await call.beforeEach?.();
        await callThrough(call);
        await call.afterEach?.();
      }
    });
    await settled();
    this.#between = this.#recorder.cut({ state: true });
  }

  async close(): Promise<void> {
    await this.#try(() => this.#subject.leave('warmup'));
    await this.#try(() => this.#subject.dispose());
    await settled();
    this.#recorder.cut({ state: false });
  }

  observed(): Omit<BenchmarkObserved, 'type' | 'id'> {
    return {
      variant: this.#variant,
      setUp: this.#setUp,
      idle: this.#idle,
      first: this.#first,
      between: this.#between,
      last: this.#last,
      afterCalls: joined(this.#after),
      failure: this.#failure,
    };
  }

  async #try(act: () => Promise<unknown>): Promise<void> {
    try {
      await this.#doors.guard(act);
    } catch (error) {
      this.#failure ??= describeThrown(error);
    }
  }
}

function joined(activities: readonly Activity[]): Activity {
  const all = <T>(read: (activity: Activity) => readonly T[]): T[] => [...new Set(activities.flatMap(read))];
  return {
    ...countedTogether(activities),
    files: activities.flatMap(({ files }) => files),
    started: all(({ started }) => started),
    listened: all(({ listened }) => listened),
    connected: all(({ connected }) => connected),
    changed: all(({ changed }) => changed),
    switched: all(({ switched }) => switched),
  };
}

function countedTogether(activities: readonly Activity[]): Pick<Activity, 'functions' | 'counts'> {
  const counts = new Map<number, number>();
  for (const activity of activities) {
    for (const [at, index] of activity.functions.entries())
      counts.set(index, (counts.get(index) ?? 0) + (activity.counts[at] ?? 0));
  }
  return { functions: [...counts.keys()], counts: [...counts.values()] };
}

/** Lets what is left in microtasks, `setImmediate` and short timers run. */
async function settled(): Promise<void> {
  await nextTurn();
  await pause(1);
  await nextTurn();
  // Each may start the next one. By turns: while other programs hold the cores, time says nothing.
  for (let turns = 0; turns < MOST_TURNS && isImmediateLeft(); turns++) await nextTurn();
}

function isImmediateLeft(): boolean {
  return process.getActiveResourcesInfo?.().includes('Immediate') === true;
}

/** Calls a benchmark; waits only for what has to be waited for, since a wait lets other work run. */
function callThrough(call: Call): Promise<unknown> | undefined {
  const returned: unknown = Reflect.apply(call.run, call.self, call.values);
  return isThenable(returned) ? Promise.resolve(returned) : undefined;
}
