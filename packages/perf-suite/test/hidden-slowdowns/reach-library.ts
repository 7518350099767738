import {
  BASE_COUNT,
  BENCHMARK,
  BUSY,
  benchmark,
  commonJsLibrary,
  HEAD_COUNT,
  library,
} from './project-snippets.js';
import type { Files, Way } from './way.js';

/** A benchmark that reaches `src/lib.mjs` by these statements. */
export function reached(statements: string, further: Files = {}): Pick<Way, 'base' | 'head'> {
  return {
    base: {
      ...further,
      'bench/work.bench.mjs': benchmark(statements, '() => work()'),
      'src/lib.mjs': library(BASE_COUNT),
    },
    head: { 'src/lib.mjs': library(HEAD_COUNT) },
  };
}

export function requiredBy(statements: string): Pick<Way, 'base' | 'head'> {
  return {
    base: {
      'bench/work.bench.mjs': benchmark(statements, '() => work()'),
      'src/lib.cjs': commonJsLibrary(BASE_COUNT),
    },
    head: { 'src/lib.cjs': commonJsLibrary(HEAD_COUNT) },
  };
}

/** A library that makes `count` from `src/config.json` by these statements: only that file changes. */
export function sized(statements: string): Pick<Way, 'base' | 'head'> {
  return {
    base: {
      ...BENCHMARK,
      'src/lib.mjs': `${statements}\n${BUSY}export const work = () => busy(count);\n`,
      'src/config.json': { count: BASE_COUNT },
    },
    head: { 'src/config.json': { count: HEAD_COUNT } },
  };
}
