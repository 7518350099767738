import type { Variant } from '@perf-suite/schema';
import {
  type Activity,
  type BenchmarkObserved,
  FINALIZERS,
  type FunctionRan,
} from '../../wire/observation.js';
import { activitiesOf, VARIANTS } from './activities.js';
import { ANY_NAME, type Changes, changesBetween } from './changes.js';
import { CodeRan, wordsOf } from './code-of.js';
import type { Observation } from './observe-sides.js';
import type { Trees } from './trees.js';
import { changedConstants, unusedConstants } from './unused-constants.js';
import { unusedValues } from './unused-values.js';
import { WorkDone } from './work-done.js';

/**
 * How a benchmark meets what head changes: `measured`, its repeated calls run it; `same-code`, head changes nothing
 * that was loaded; `not-reached`, they run no function that changed; `skipped`, they run such a function and pass
 * the change by; `unused`, they pass on a value that changed, and skip the code for it; `once`, only early calls run
 * it; `before`, it runs while the file loads or is set up, and no call does.
 */
export type Reach = 'measured' | 'same-code' | 'not-reached' | 'skipped' | 'unused' | 'once' | 'before';

export interface BenchmarkReach {
  readonly id: string;
  readonly reach: Reach;
  /** Where the change is: files, or functions with their files. */
  readonly places: readonly string[];
  /** Functions that go on working after the call has returned, where what they do changed. */
  readonly afterReturn: readonly string[];
}

export interface ReachContext {
  readonly trees: Trees;
  /** Returns whether what both sides read from files next to their code is the same data. */
  readonly isDataEqual: (sides: Readonly<Record<Variant, BenchmarkObserved>>) => boolean;
}

/** Returns, for each benchmark that both sides ran, how it meets the change. */
export function findReach(observation: Observation, context: ReachContext): BenchmarkReach[] {
  const byId = new Map<string, Partial<Record<Variant, BenchmarkObserved>>>();
  for (const one of observation.benchmarks) {
    byId.set(one.id, { ...byId.get(one.id), [one.variant]: one });
  }
  return [...byId].flatMap(([id, { base, head }]) => {
    if (base === undefined || head === undefined || base.failure !== null || head.failure !== null) return [];
    return [new Comparison(observation, { base, head }, context).reach(id)];
  });
}

type Sides<T> = Readonly<Record<Variant, T>>;

/** What ran on one side, by when. */
interface Stages {
  /** While the file loaded, and all of the set-up. */
  readonly before: CodeRan;
  readonly setUp: CodeRan;
  /** In calls before the last one. */
  readonly early: CodeRan;
  /** In the last call, which stands for those that are measured. */
  readonly steady: CodeRan;
  /** What ran after a call had ended, and neither during one nor without any. */
  readonly after: CodeRan;
  readonly all: CodeRan;
  readonly calledTwice: boolean;
  readonly work: {
    readonly first: WorkDone;
    readonly steady: WorkDone;
    readonly after: WorkDone;
    readonly idle: WorkDone;
  };
}

class Comparison {
  readonly #observation: Observation;
  readonly #context: ReachContext;
  readonly #stages: Sides<Stages>;
  readonly #observed: Sides<BenchmarkObserved>;
  readonly #changes: Changes;

  constructor(observation: Observation, observed: Sides<BenchmarkObserved>, context: ReachContext) {
    this.#observation = observation;
    this.#context = context;
    this.#observed = observed;
    this.#stages = { base: this.#stagesOf(observed.base), head: this.#stagesOf(observed.head) };
    this.#changes = changesBetween(
      observation,
      { base: this.#stages.base.all, head: this.#stages.head.all },
      context.trees,
    );
  }

  reach(id: string): BenchmarkReach {
    const { base, head } = this.#stages;
    const afterReturn = this.#changedAfterReturn();
    const found = (reach: Reach, places = this.#changes.modules): BenchmarkReach => ({
      id,
      reach,
      places,
      afterReturn,
    });
    if (this.#changes.modules.length === 0 && this.#isDataEqual()) return found('same-code');
    const moreAtFirst = this.#moreOnlyAt('first');
    if (moreAtFirst.length > 0) return found('once', moreAtFirst);
    if (this.#changes.modules.length === 0) return found('measured');
    const once = this.#onlyInEarlyCalls();
    if (!sameSet(base.steady.hashes, head.steady.hashes)) {
      const isAssignedOnce = sameSet(
        base.steady.textsWithoutAssignedOnce(),
        head.steady.textsWithoutAssignedOnce(),
      );
      if (isAssignedOnce && once.length > 0) return found('once', once);
      const unused = this.#unusedValues();
      return unused.length > 0 ? found('unused', unused) : found('measured');
    }
    if (this.#mentioned(({ steady }) => steady)) {
      const unused = this.#unusedConstants();
      return unused.length > 0 ? found('unused', unused) : found('measured');
    }
    if (once.length > 0 && (this.#runsChangeOnce() || !this.#isDataEqual())) return found('once', once);
    if (!this.#isDataEqual()) return found('measured');
    const beforehand = this.#changedBeforeCalls();
    if (beforehand.length > 0) return found('before', beforehand);
    const skipped = this.#enteredButSkipped();
    return skipped.length > 0 ? found('skipped', skipped) : found('not-reached');
  }

  #stagesOf({ variant, setUp, idle, first, between, last, afterCalls }: BenchmarkObserved): Stages {
    const load = this.#observation.loads[variant];
    const loads = load === undefined ? [] : [load];
    const calls = last === null ? [first] : [first, last];
    const of = (activities: readonly Activity[]) => CodeRan.of(this.#observation, activities);
    return {
      before: of([...loads, setUp]),
      setUp: of([setUp]),
      // Hooks around calls are part of the set-up.
      early: of([first, between]).without(of([setUp])),
      steady: of([last ?? first]),
      after: of([afterCalls]).without(of([idle, ...calls])),
      all: of([...loads, setUp, ...calls, between, afterCalls]),
      calledTwice: last !== null,
      work: {
        first: WorkDone.of(this.#observation, [first]),
        steady: WorkDone.of(this.#observation, [last ?? first]),
        after: WorkDone.of(this.#observation, [afterCalls]),
        idle: WorkDone.of(this.#observation, [idle]),
      },
    };
  }

  #mentioned(stage: (stages: Stages) => CodeRan): boolean {
    if (this.#changes.names === ANY_NAME) return true;
    return VARIANTS.some((variant) => stage(this.#stages[variant]).mentionsAny(this.#changes.names));
  }

  #isDataEqual(): boolean {
    return this.#context.isDataEqual(this.#observed);
  }

  /** Functions of the project that early calls run, or run in another way, and later ones do not. */
  #onlyInEarlyCalls(): string[] {
    return VARIANTS.flatMap((variant) => {
      const { early, steady, calledTwice } = this.#stages[variant];
      if (!calledTwice) return [];
      return early.functions
        .filter(({ hash }) => !steady.hashes.has(hash))
        .flatMap((ran) => this.#placeOf(early, ran, { ofDependencies: this.#isChanged(early, ran) }));
    });
  }

  /**
   * Functions alike on both sides that run more on one of them in the first call, or after a call, although those that
   * are measured run all such functions as often on both: whatever head changes, its work is not in what is measured.
   */
  #moreOnlyAt(stage: 'first' | 'after'): string[] {
    const { base, head } = this.#stages;
    if (!base.calledTwice || !head.calledTwice || this.#alikeRunMore('steady').length > 0) return [];
    const more = new Set(this.#alikeRunMore(stage));
    const runsUncalled = (hash: string): boolean =>
      [base, head].some(({ work }) => work.idle.byText.has(hash));
    const ran = head.all.functions.filter(({ hash }) => more.has(hash) && !runsUncalled(hash));
    // What a dependency does when a call has ended is its own affair; what its first call does is worked for the call.
    return ran.flatMap((one) => this.#placeOf(head.all, one, { ofDependencies: stage === 'first' }));
  }

  /** Functions that leave a value unused that head changes, where nothing runs more often on one side. */
  #unusedValues(): string[] {
    const { base, head } = this.#stages;
    if (this.#alikeRunMore('steady').length > 0 || !this.#isDataEqual()) return [];
    return unusedValues(base, head).flatMap((ran) => this.#placeOf(head.steady, ran));
  }

  /** The same of constants of a module, and of properties of its constants. */
  #unusedConstants(): string[] {
    const { head } = this.#stages;
    const constants = this.#changes.names === ANY_NAME ? null : changedConstants(this.#changes.lines);
    if (constants === null || this.#alikeRunMore('steady').length > 0 || !this.#isDataEqual()) return [];
    return unusedConstants(constants, head).flatMap((ran) => this.#placeOf(head.steady, ran));
  }

  /** Hashes of functions alike on both sides that one side runs more often. */
  #alikeRunMore(stage: 'first' | 'steady' | 'after'): string[] {
    const { base, head } = this.#stages;
    const alike = new Set([...head.all.hashes].filter((hash) => base.all.hashes.has(hash)));
    return [...base.work[stage].differingFrom(head.work[stage], alike)];
  }

  #isChanged(code: CodeRan, ran: FunctionRan): boolean {
    const path = code.pathOf(ran);
    return path !== null && this.#changes.modules.includes(this.#context.trees.nameOf(path));
  }

  #runsChangeOnce(): boolean {
    const { base, head } = this.#stages;
    return !sameSet(base.early.hashes, head.early.hashes) || this.#mentioned(({ early }) => early);
  }

  /** Functions that calls run on both sides alike, and whose whole text holds the change. */
  #enteredButSkipped(): string[] {
    const { base, head } = this.#stages;
    const inBase = new Set(base.steady.functions.map((ran) => base.steady.wholeText(ran)));
    const holdsChangedName = (text: string): boolean =>
      wordsOf(text).some((word) => this.#changes.names.has(word));
    return head.steady.functions.flatMap((ran) => {
      const text = head.steady.wholeText(ran);
      if (text === null) return [];
      return !inBase.has(text) || holdsChangedName(text) ? this.#placeOf(head.steady, ran) : [];
    });
  }

  #changedAfterReturn(): string[] {
    const { base, head } = this.#stages;
    const usesFinalizers = VARIANTS.some((variant) =>
      activitiesOf(this.#observation, variant).some(({ switched }) => switched.includes(FINALIZERS)),
    );
    const finalizers =
      usesFinalizers && this.#changes.modules.length > 0 ? ['callbacks of FinalizationRegistry'] : [];
    const namesChange = this.#changes.names !== ANY_NAME && this.#mentioned(({ after }) => after);
    const changed = namesChange ? head.after.functions.flatMap((ran) => this.#placeOf(head.after, ran)) : [];
    return [
      ...changed,
      ...this.#changedFunctions(base.after, head.after),
      ...this.#moreOnlyAt('after'),
      ...finalizers,
    ];
  }

  #changedBeforeCalls(): string[] {
    return this.#changedFunctions(this.#stages.base.before, this.#stages.head.before);
  }

  /** Functions, other than modules' own level, that ran on one side only. */
  #changedFunctions(base: CodeRan, head: CodeRan): string[] {
    const only = (one: CodeRan, other: CodeRan): string[] =>
      one.functions
        .filter(({ hash, name, start }) => !other.hashes.has(hash) && (name !== '' || start > 0))
        .flatMap((ran) => this.#placeOf(one, ran));
    return [...only(head, base), ...only(base, head)];
  }

  #placeOf(code: CodeRan, ran: FunctionRan, { ofDependencies = false } = {}): string[] {
    const path = code.pathOf(ran);
    if (path === null || (!ofDependencies && /[/\\]node_modules[/\\]/.test(path))) return [];
    const file = this.#context.trees.nameOf(path);
    return [`${ran.name === '' ? 'a function' : `${ran.name}()`} in ${file}:${ran.line}`];
  }
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((value) => b.has(value));
}
