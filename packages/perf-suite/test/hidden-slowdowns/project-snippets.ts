import type { Files } from './way.js';

/** Times around the loop of `busy` that take roughly 100 µs; head's are 30 % more. */
export const BASE_COUNT = 60_000;
export const HEAD_COUNT = 78_000;

/** Pure computation whose result is the same for every count, and which no compiler can drop. */
export const BUSY = `const sink = new Int32Array(1);
function busy(count) {
  let sum = 1;
  for (let i = 0; i < count; i++) sum = (Math.imul(sum, 31) + i) | 0;
  sink[0] = sum;
  return sink.length;
}
`;

/** A module whose `work` does this often what `busy` does. */
export function library(count: number): string {
  return `${BUSY}export const work = () => busy(${count});\n`;
}

export function commonJsLibrary(count: number): string {
  return `${BUSY}exports.work = () => busy(${count});\n`;
}

/** A benchmark file whose one benchmark runs this; `imports` comes before. */
export function benchmark(imports: string, run: string): string {
  return `import { suite } from 'perf-suite';\n${imports}\nexport default suite(({ bench }) => { bench('work', ${run}); });\n`;
}

/** The usual project: one benchmark of `work` from `src/lib.mjs`. */
export const BENCHMARK: Files = {
  'bench/work.bench.mjs': benchmark("import { work } from '../src/lib.mjs';", '() => work()'),
};

/** Sources of `src/lib.mjs` for both sides, by the count of each. */
export function changedLibrary(source: (count: number) => string): { base: Files; head: Files } {
  return {
    base: { ...BENCHMARK, 'src/lib.mjs': source(BASE_COUNT) },
    head: { 'src/lib.mjs': source(HEAD_COUNT) },
  };
}
