import { readFileSync } from 'node:fs';
import { BenchmarkFileError } from '../../../api/suite/benchmark-file-error.js';
import { DENO_BENCH } from '../../../wire/harnesses.js';
import { callerFile } from '../caller-file.js';
import { bench } from './bench-function.js';

/**
 * Lets a file that calls `Deno.bench()` find a `Deno` that has only this. No other module finds it: libraries ask by
 * this global whether they run in Deno.
 * @param contentFrom the file that is loaded as if it were `file`
 * @returns what takes it away again
 */
export function offerDeno(file: string, contentFrom: string): () => void {
  if ('Deno' in globalThis || !callsDenoBench(contentFrom)) return () => {};
  Object.defineProperty(globalThis, 'Deno', {
    get: () => (callerFile() === file ? DENO : undefined),
    configurable: true,
  });
  return () => {
    Reflect.deleteProperty(globalThis, 'Deno');
  };
}

function callsDenoBench(file: string): boolean {
  try {
    return DENO_BENCH.test(readFileSync(file, 'utf8'));
  } catch {
    // Loading it says why.
    return false;
  }
}

const DENO = new Proxy(
  { bench },
  {
    get(target, name) {
      if (name in target || typeof name === 'symbol') return Reflect.get(target, name);
      throw new BenchmarkFileError(
        'bad-usage',
        `expected that the file uses nothing of Deno but Deno.bench(), found Deno.${name}`,
        'Benchmarks run in Node: use its own API, such as node:fs, or an import that both have.',
      );
    },
  },
);
