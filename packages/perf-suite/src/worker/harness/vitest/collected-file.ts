import { BenchmarkFileError } from '../../../api/suite/benchmark-file-error.js';
import type { Phase } from '../../load/subject.js';
import { type Collector, currentCollector, setOf } from '../collector.js';
import { taskBenchmark } from '../tinybench/task-benchmark.js';
import { mayDeclare, runTest } from './run-test.js';
import { SuiteHooks } from './suite-hooks.js';
import {
  type BenchNode,
  type Mode,
  type SuiteNode,
  selectedNodes,
  suiteNode,
  type TestNode,
} from './suite-tree.js';

/** One file while it is loaded: the suites that it declares, and the one whose body runs now. */
export class CollectedFile {
  readonly #file = suiteNode('', 'run', () => {});
  readonly #collector: Collector;
  readonly #suiteHooks = new Map<SuiteNode, SuiteHooks>();
  readonly #afterTests: (() => Promise<void>)[] = [];
  #current = this.#file;

  constructor(collector: Collector) {
    this.#collector = collector;
    collector.whenImported(() => this.#collect());
  }

  get current(): SuiteNode {
    return this.#current;
  }

  addSuite(name: string, mode: Mode, body: () => unknown): void {
    this.#current.children.push(suiteNode(name, mode, body));
  }

  async #collect(): Promise<void> {
    await this.#runBodies(this.#file);
    this.#collector.whenOver(() => this.#end());
    const failures: unknown[] = [];
    for (const { node, suites } of selectedNodes(this.#file)) {
      if (node.kind === 'bench') this.#add(node, suites);
      else if (mayDeclare(node)) await this.#runTest(node, suites).catch((thrown) => failures.push(thrown));
    }
    // Of one test; those after it have declared theirs.
    if (failures.length > 0) throw failures[0];
    if (this.#collector.count > 0) return;
    if (!hasBench(this.#file)) throw noBenchmarks();
    // All of them are left out: nothing to measure, and no mistake.
    this.#collector.addSet({ name: null, definedIn: null, benchmarks: () => [] });
  }

  /** As vitest: the bodies of suites run after the file, one after the other, outer ones first. */
  async #runBodies(suite: SuiteNode): Promise<void> {
    this.#current = suite;
    await suite.body();
    for (const child of suite.children) if (child.kind === 'suite') await this.#runBodies(child);
    this.#current = this.#file;
  }

  #add({ bench, task }: BenchNode, suites: readonly SuiteNode[]): void {
    const benchmark = taskBenchmark(bench, task);
    const enter = async (phase: Phase): Promise<void> => {
      await this.#hooks(this.#file).before();
      await benchmark.enter(phase);
    };
    this.#collector.add({ ...benchmark, group: groupOf(suites), enter }, setOf(bench)?.definedIn);
  }

  async #runTest(test: TestNode, suites: readonly SuiteNode[]): Promise<void> {
    for (const suite of suites) await this.#hooks(suite).before();
    const group = [...groupOf(suites), test.name];
    const after = await runTest(test, suites, ({ bench, task }) =>
      this.#collector.add({ ...taskBenchmark(bench, task), group }, setOf(bench)?.definedIn),
    );
    this.#afterTests.push(after);
  }

  #hooks(suite: SuiteNode): SuiteHooks {
    const known = this.#suiteHooks.get(suite);
    if (known !== undefined) return known;
    const hooks = new SuiteHooks(suite.hooks);
    this.#suiteHooks.set(suite, hooks);
    return hooks;
  }

  /** What tests left to be done, then `afterAll`, inner suites first. */
  async #end(): Promise<void> {
    for (const after of this.#afterTests.splice(0).reverse()) await after();
    for (const hooks of [...this.#suiteHooks.values()].reverse()) await hooks.after();
  }
}

function groupOf(suites: readonly SuiteNode[]): readonly string[] {
  return suites.slice(1).map(({ name }) => name);
}

const files = new WeakMap<Collector, CollectedFile>();

/** The file that is being loaded; null where none is: what is declared then is nobody's. */
export function currentFile(): CollectedFile | null {
  const collector = currentCollector();
  if (collector === null) return null;
  const known = files.get(collector);
  if (known !== undefined) return known;
  const file = new CollectedFile(collector);
  files.set(collector, file);
  return file;
}

function hasBench(suite: SuiteNode): boolean {
  return suite.children.some((node) => node.kind === 'bench' || (node.kind === 'suite' && hasBench(node)));
}

function noBenchmarks(): BenchmarkFileError {
  return new BenchmarkFileError(
    'no-benchmarks',
    'expected benchmarks, found a file for vitest that declares none',
    'Declare one with `bench(name, fn)`; with vitest 5 inside of a test: `test(name, async ({ bench }) => { await bench(name, fn).run(); })`.',
  );
}
