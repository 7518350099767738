import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { callerFile } from '../caller-file.js';
import { isTestRunning, PASSING_EXPECT } from './passing-expect.js';

/** What a benchmark may use of vitest besides declaring: the project's own, loaded when it is first used. */

type Vitest = Readonly<Record<string, unknown>>;

let loaded: Vitest | null = null;

function realVitest(used: string): Vitest {
  loaded ??= load(used);
  return loaded;
}

function load(used: string): Vitest {
  try {
    const require = createRequire(callerFile() ?? join(process.cwd(), 'package.json'));
    // For `require` it has an entry that only refuses.
    return require(join(dirname(require.resolve('vitest')), 'dist/index.js')) as Vitest;
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] as string) : String(cause);
    throw new Error(
      `\`${used}\` of vitest was used: expected vitest 4 or later in the project, whose \`expect\` and \`vi\` work outside of vitest, found that it cannot be loaded (${why})`,
      { cause },
    );
  }
}

/** Returns a stand-in for one export of vitest that checks something: in the body of a test it does not. */
export function lateFunction(name: string): unknown {
  const real = () => (isTestRunning() ? PASSING_EXPECT : realVitest(name)[name]) as object;
  return new Proxy(function late() {}, {
    apply: (_target, self, values) => Reflect.apply(real() as () => unknown, self, values),
    get: (_target, key) => Reflect.get(real(), key),
    has: (_target, key) => Reflect.has(real(), key),
  });
}

/** Returns a stand-in for `vi`, which says what cannot be had. */
export function lateVi(): unknown {
  return new Proxy(
    {},
    {
      get(_target, key) {
        const real = realVitest('vi').vi as object;
        const value: unknown = Reflect.get(real, key);
        if (typeof value !== 'function') return value;
        return (...values: unknown[]) => callVi(String(key), () => Reflect.apply(value, real, values));
      },
    },
  );
}

function callVi(name: string, call: () => unknown): unknown {
  try {
    return call();
  } catch (cause) {
    const needsVitest = cause instanceof Error && /internal state|not initialized/.test(cause.message);
    if (!needsVitest) throw cause;
    throw new Error(
      `vi.${name}() works only where vitest itself loads and runs the file: perf-suite loads it with Node. Measure without it, or replace by hand what it replaces.`,
      { cause },
    );
  }
}
