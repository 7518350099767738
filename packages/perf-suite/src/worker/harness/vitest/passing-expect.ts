let isInTest = false;

/** Whether the body of a test runs. It runs to declare benchmarks: what it expects of their results is not checked. */
export function isTestRunning(): boolean {
  return isInTest;
}

export async function asTest<T>(run: () => Promise<T>): Promise<T> {
  isInTest = true;
  try {
    return await run();
  } finally {
    isInTest = false;
  }
}

/** An `expect` that every value meets, whatever is called on it. */
export const PASSING_EXPECT: unknown = new Proxy(function expectation() {}, {
  apply: () => PASSING_EXPECT,
  // Not to be awaited.
  get: (_target, key) => (key === 'then' ? undefined : PASSING_EXPECT),
});
