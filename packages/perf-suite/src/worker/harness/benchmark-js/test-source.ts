/**
 * The text of a test's parts. benchmark.js compiles setup, test and teardown into one function of their texts, so that
 * the test sees what the setup declares.
 */

/** A function, or its text. */
export type TestPart = ((this: unknown, ...given: unknown[]) => unknown) | string | undefined;

/** The setup and teardown of a benchmark that has none. */
export function notGiven(): void {}

export interface TestSource {
  readonly setup: string;
  /** Null: it is called as the function that it is, outside of the text. */
  readonly fn: { readonly text: string; readonly parameters: string; readonly isAsync: boolean } | null;
  readonly teardown: string;
}

export function isText(part: TestPart): boolean {
  return typeof part === 'string' || (typeof part === 'function' && Object.hasOwn(part, 'toString'));
}

/** Returns what stands between the braces, or the expression of an arrow function that has none. */
export function bodyOf(part: TestPart): string {
  const text = String(part ?? '');
  if (isText(part)) return text;
  const expression = /^(?:async\s*)?(?:\([^)]*\)|[\w$]+)\s*=>\s*([^{\s][\s\S]*)$/.exec(text)?.[1];
  return expression ?? /^[^{]+\{([\s\S]*)\}\s*$/.exec(text)?.[1] ?? '';
}

/** Returns the text between the parentheses of its parameters. */
export function parametersOf(part: TestPart): string {
  if (isText(part)) return 'deferred';
  const text = String(part);
  return /^(?:async\s+)?([\w$]+)\s*=>/.exec(text)?.[1] ?? /^[^(]*\(([^)]*)\)/.exec(text)?.[1] ?? '';
}

export interface CompiledTest {
  readonly run: ((this: unknown, ...given: unknown[]) => unknown) | undefined;
  readonly teardown: (this: unknown) => unknown;
}

let compiledCount = 0;

/** Returns a function that runs the setup and returns the test that sees its variables. */
export function compileTest({ setup, fn, teardown }: TestSource): (self: unknown) => CompiledTest {
  compiledCount += 1;
  const test =
    fn === null ? 'undefined' : `${fn.isAsync ? 'async ' : ''}function (${fn.parameters}) {${fn.text}\n}`;
  // The number keeps V8 from sharing code between the two sides of a comparison.
  const source = `var global = window; // test ${compiledCount}
${setup}
return { run: ${test}, teardown: function () {${teardown}\n} };`;
  const open = new Function('window', source) as (this: unknown, window: unknown) => CompiledTest | undefined;
  return (self) => {
    const opened = open.call(self, globalThis);
    if (opened === undefined)
      throw new TypeError('expected a setup that runs to its end, found a `return` in it');
    return opened;
  };
}
