import type { Warning } from '@perf-suite/schema';

/**
 * Returns a warning when a function that does something takes no longer than an empty one: then the
 * compiler has removed its work, and a number for it means nothing. Null otherwise.
 */
export function eliminationWarning(
  name: string,
  run: (...values: never[]) => unknown,
  callNs: number,
  emptyLoopNs: number,
): Warning | null {
  if (callNs > emptyLoopNs * 1.5 + 0.1 || hasEmptyBody(run)) return null;
  return {
    code: 'eliminated',
    message: `"${name}" takes ${callNs.toFixed(2)} ns, as an empty loop does (${emptyLoopNs.toFixed(2)} ns): the compiler has probably removed its work`,
    hint: 'Return the result from the benchmark, and build its input in setup so that it is not a constant.',
  };
}

/** `() => {}`, `function () {}` and their async forms, comments aside. */
function hasEmptyBody(run: (...values: never[]) => unknown): boolean {
  const source = run.toString().replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
  return /^[^{]*\{\s*\}$/.test(source.trim());
}
