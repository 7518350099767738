import { AsyncLocalStorage } from 'node:async_hooks';
import type { Readable } from 'node:stream';
import { isThenable } from '../../measure/probe.js';
import { type Collector, currentCollector } from '../collector.js';
import { type DeclarationOptions, readArguments } from './arguments.js';
import { declaredBenchmark } from './declared-benchmark.js';
import { placeholderBenchmark, placeholderStream } from './placeholder-stream.js';
import { type HookName, Suite } from './suite.js';

/** Takes what is declared to node:bench, and runs nothing. */
export class Runner {
  readonly #root = new Suite('', null);
  /** The suite whose function is running, also beyond what it awaits. */
  readonly #suite = new AsyncLocalStorage<Suite>();
  readonly #declared: DeclaredName[] = [];
  readonly #building = new Set<Promise<unknown>>();
  readonly #startsItself: boolean;
  #running = 0;
  #isRun = false;
  #hasOnly = false;
  #pattern: RegExp | null = null;

  /** @param startsItself as the runner of the module does; one that a script makes has to be run */
  constructor({ startsItself }: { readonly startsItself: boolean }) {
    this.#startsItself = startsItself;
    currentCollector()?.use();
  }

  bench(given: readonly unknown[], marked: DeclarationOptions = {}): Promise<unknown> {
    const declaration = readArguments('bench', given);
    const { skip = false, only = false } = { ...declaration.options, ...marked };
    const suite = this.#current;
    const names = [...suite.names, declaration.name];
    const isSelf = only || suite.isOnly;
    this.#hasOnly ||= isSelf;
    const isLeftOut = (): boolean =>
      suite.isSkipped ||
      skip !== false ||
      (this.#hasOnly && !isSelf) ||
      (!this.#startsItself && !this.#isRun) ||
      (this.#pattern !== null && names.join(' ').search(this.#pattern) === -1);
    this.#declared.push({ names, isLeftOut });
    const benchmark = declaredBenchmark(declaration, suite);
    // Only at the end is it known whether others are marked as the only ones.
    currentCollector()?.addAll(() => (isLeftOut() ? [] : [benchmark]));
    return Promise.resolve(suite === this.#root ? placeholderBenchmark(names) : undefined);
  }

  suite(given: readonly unknown[]): Promise<void> {
    const { name, options, fn } = readArguments('suite', given);
    const suite = new Suite(name, this.#current, options);
    this.#running += 1;
    const end = (): void => {
      this.#running -= 1;
      // Up to Node 22 it would slow down every promise of what is measured later.
      if (this.#running === 0) this.#suite.disable();
    };
    let returned: unknown;
    try {
      returned = this.#suite.run(suite, fn as () => unknown);
    } catch (error) {
      end();
      throw error;
    }
    if (!isThenable(returned)) {
      end();
      return Promise.resolve();
    }
    const built = Promise.resolve(returned).then(() => {});
    const ended = built.finally(end);
    this.#building.add(ended);
    return ended;
  }

  hook(name: HookName, fn: unknown): void {
    if (typeof fn !== 'function') throw new TypeError(`${name}(): expected a function, found ${typeof fn}`);
    this.#current.addHook(name, fn as (context: object) => unknown);
  }

  /** What to measure, and how long, is not the script's to say here, apart from a choice by name. */
  run(options: unknown = {}): Readable {
    const { namePattern } = options as { readonly namePattern?: string | RegExp };
    if (namePattern !== undefined) this.#pattern = new RegExp(namePattern);
    this.#isRun = true;
    return placeholderStream(async () => {
      await Promise.all(this.#building);
      return this.#declared.filter(({ isLeftOut }) => !isLeftOut()).map(({ names }) => names);
    });
  }

  get #current(): Suite {
    return this.#suite.getStore() ?? this.#root;
  }
}

interface DeclaredName {
  readonly names: readonly string[];
  readonly isLeftOut: () => boolean;
}

const runners = new WeakMap<Collector, Runner>();

/** The runner of the file that is being loaded: two variants of it must not see each other's `only`. */
export function fileRunner(): Runner {
  const collector = currentCollector();
  if (collector === null) return new Runner({ startsItself: true });
  const runner = runners.get(collector) ?? new Runner({ startsItself: true });
  runners.set(collector, runner);
  return runner;
}
