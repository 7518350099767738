import type { Bench, Task } from '../tinybench/bench.js';

/** What a file declares with vitest: suites in suites, with benchmarks and tests in them. */

export type Mode = 'run' | 'only' | 'skip' | 'todo';

export interface BenchNode {
  readonly kind: 'bench';
  readonly name: string;
  readonly mode: Mode;
  /** vitest makes a Bench of tinybench for each of its benchmarks. */
  readonly bench: Bench;
  readonly task: Task;
}

export type TestBody = (...values: readonly unknown[]) => unknown;

export interface TestNode {
  readonly kind: 'test';
  readonly name: string;
  readonly mode: Mode;
  readonly body: TestBody;
}

export interface SuiteNode {
  readonly kind: 'suite';
  readonly name: string;
  readonly mode: Mode;
  readonly body: () => unknown;
  readonly children: TreeNode[];
  readonly hooks: Hooks;
}

type TreeNode = BenchNode | TestNode | SuiteNode;

export const HOOK_NAMES = ['beforeAll', 'afterAll', 'beforeEach', 'afterEach'] as const;
export type HookName = (typeof HOOK_NAMES)[number];
export type Hook = (...values: readonly unknown[]) => unknown;
type Hooks = Record<HookName, Hook[]>;

/** A benchmark or a test with the suites that it is in, the outermost (the file) first. */
export interface Selected<Node> {
  readonly node: Node;
  readonly suites: readonly SuiteNode[];
}

export function suiteNode(name: string, mode: Mode, body: () => unknown): SuiteNode {
  return {
    kind: 'suite',
    name,
    mode,
    body,
    children: [],
    hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
  };
}

/** Returns what vitest would run, in the order declared: where anything is marked `only`, no more than that. */
export function selectedNodes(file: SuiteNode): Selected<BenchNode | TestNode>[] {
  return selectedIn([file], !hasOnly(file));
}

function selectedIn(suites: readonly SuiteNode[], isIncluded: boolean): Selected<BenchNode | TestNode>[] {
  const suite = suites.at(-1) as SuiteNode;
  // Of a suite that is marked, a mark inside chooses again.
  const isNarrowed = suite.children.some(isOnly);
  return suite.children.flatMap((node) => {
    if (node.mode === 'skip' || node.mode === 'todo') return [];
    if (!(isNarrowed ? isOnly(node) : isIncluded)) return [];
    return node.kind === 'suite' ? selectedIn([...suites, node], true) : [{ node, suites }];
  });
}

function isOnly(node: TreeNode): boolean {
  return node.mode === 'only' || (node.kind === 'suite' && hasOnly(node));
}

function hasOnly(suite: SuiteNode): boolean {
  return suite.children.some(isOnly);
}
