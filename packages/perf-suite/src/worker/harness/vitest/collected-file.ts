import { BenchmarkFileError } from '../../../api/suite/benchmark-file-error.js';
import { type Collector, currentCollector, setOf } from '../collector.js';
import { taskBenchmark } from '../tinybench/task-benchmark.js';
import { FileHooks } from './file-hooks.js';
import {
  type BenchNode,
  type Mode,
  type Selected,
  type SuiteNode,
  selectedNodes,
  suiteNode,
} from './suite-tree.js';

/** One file while it is loaded: the suites that it declares, and the one whose body runs now. */
export class CollectedFile {
  readonly #file = suiteNode('', 'run', () => {});
  readonly #collector: Collector;
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
    const selected = selectedNodes(this.#file);
    const isBench = (one: Selected<{ readonly kind: string }>): one is Selected<BenchNode> =>
      one.node.kind === 'bench';
    const hooks = new FileHooks(this.#file.hooks);
    this.#collector.whenOver(() => hooks.after());
    for (const { node, suites } of selected.filter(isBench)) this.#add(node, suites, hooks);
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

  #add({ bench, task }: BenchNode, suites: readonly SuiteNode[], hooks: FileHooks): void {
    const benchmark = taskBenchmark(bench, task);
    const group = suites.slice(1).map(({ name }) => name);
    const enter = async (phase: Parameters<typeof benchmark.enter>[0]): Promise<void> => {
      await hooks.before();
      await benchmark.enter(phase);
    };
    this.#collector.add({ ...benchmark, group, enter }, setOf(bench)?.definedIn);
  }
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
