import { Bench, Task } from '../tinybench/bench.js';
import { currentFile } from './collected-file.js';
import { type Flags, modeOf, nameOf, withModifiers } from './modifiers.js';
import { HOOK_NAMES, type Hook, type HookName, type TestBody } from './suite-tree.js';
import { caseTitle } from './title.js';

/** The functions that a file declares its benchmarks, suites, tests and hooks with. */

type Options = Readonly<Record<string, unknown>>;
/** A name, then options and a function, either of which may be left out. */
type Declare = (name: unknown, ...rest: readonly unknown[]) => void;
type DeclareCases = (cases: unknown, ...values: readonly unknown[]) => Declare;

export const bench = withModifiers(
  ['skip', 'only', 'todo'],
  (flags) =>
    (name: unknown, fn: () => unknown = () => {}, options: object = {}): void => {
      const made = new Bench(options);
      const title = nameOf(name);
      const task = new Task(made, title, fn);
      currentFile()?.current.children.push({
        kind: 'bench',
        name: title,
        mode: modeOf(flags),
        bench: made,
        task,
      });
    },
);

export const describe = withModifiers(
  ['concurrent', 'sequential', 'shuffle', 'skip', 'only', 'todo'],
  (flags) => withCases((name, ...rest) => declareSuite(nameOf(name), flags, rest)),
);

const TEST_MODIFIERS = ['concurrent', 'sequential', 'skip', 'only', 'todo', 'fails'];

export const test = withModifiers(TEST_MODIFIERS, (flags) =>
  Object.assign(
    withCases((name, ...rest) => declareTest(nameOf(name), flags, rest)),
    { describe, suite: describe, extend: testWithFixtures },
  ),
);

export const hooks = Object.fromEntries(
  HOOK_NAMES.map((name) => [name, (hook: Hook): void => void currentFile()?.current.hooks[name].push(hook)]),
) as Record<HookName, (hook: Hook) => void>;

/** Modules that benchmarks share with tests may extend `test`: refused is only its use in a benchmark file. */
function testWithFixtures(): object {
  const refusing = (): object =>
    Object.assign(() => noFixtures(), { each: noFixtures, for: noFixtures, extend: testWithFixtures });
  return withModifiers(TEST_MODIFIERS, refusing);
}

function noFixtures(): never {
  throw new Error(
    'test.extend() of vitest cannot be had here: expected what the benchmarks need in beforeAll() or in the file itself. Move it there.',
  );
}

function declareSuite(name: string, flags: Flags, rest: readonly unknown[]): void {
  const { options, fn } = parsed(rest);
  const mode = modeOf({ ...options, ...flags });
  // As in vitest: without a body it is still to be written.
  currentFile()?.addSuite(name, fn === null && mode === 'run' ? 'todo' : mode, fn ?? (() => {}));
}

function declareTest(name: string, flags: Flags, rest: readonly unknown[]): void {
  const { options, fn } = parsed(rest);
  const mode = modeOf({ ...options, ...flags });
  const body = fn ?? (() => {});
  currentFile()?.current.children.push({
    kind: 'test',
    name,
    mode: fn === null && mode === 'run' ? 'todo' : mode,
    body,
  });
}

function parsed(rest: readonly unknown[]): { readonly options: Options; readonly fn: TestBody | null } {
  const options = rest.find((value) => typeof value === 'object' && value !== null);
  const fn = rest.find((value) => typeof value === 'function');
  return { options: (options ?? {}) as Options, fn: (fn ?? null) as TestBody | null };
}

/** Adds `each`, which spreads a case that is an array, and `for`, which does not. */
function withCases(declare: Declare): Declare & { each: DeclareCases; for: DeclareCases } {
  const each: DeclareCases = (given, ...values) => {
    const cases = casesOf(given, values);
    const areArrays = cases.every(Array.isArray);
    return (name, ...rest) => {
      for (const [index, one] of cases.entries()) {
        const items: readonly unknown[] = Array.isArray(one) ? one : [one];
        const call = (fn: TestBody) => () => fn(...(areArrays ? items : [one]));
        declare(caseTitle(nameOf(name), items, index), ...withCall(rest, call));
      }
    };
  };
  const forEach: DeclareCases =
    (given, ...values) =>
    (name, ...rest) => {
      for (const [index, one] of casesOf(given, values).entries()) {
        const items: readonly unknown[] = Array.isArray(one) ? one : [one];
        // A test gets its context after the case.
        const call = (fn: TestBody) =>
          fn.length > 1 ? (context: unknown) => fn(one, context) : () => fn(one);
        declare(caseTitle(nameOf(name), items, index), ...withCall(rest, call));
      }
    };
  return Object.assign(declare, { each, for: forEach });
}

function withCall(rest: readonly unknown[], call: (fn: TestBody) => TestBody): readonly unknown[] {
  return rest.map((value) => (typeof value === 'function' ? call(value as TestBody) : value));
}

/** The cases of an array, or of a table in a template: a first line of names, then their values. */
function casesOf(given: unknown, values: readonly unknown[]): readonly unknown[] {
  const rows = given as readonly unknown[];
  if (values.length === 0) return rows;
  const names = (rows.join('').trim().replaceAll(' ', '').split('\n')[0] as string).split('|');
  return Array.from({ length: Math.floor(values.length / names.length) }, (_, row) =>
    Object.fromEntries(names.map((name, column) => [name, values[row * names.length + column]])),
  );
}
