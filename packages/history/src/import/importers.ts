import { PerfError } from '@perf-suite/schema';
import { bencher } from './formats/bencher.js';
import { benchmarkJs } from './formats/benchmark-js.js';
import { cargoCriterion } from './formats/cargo-criterion.js';
import { criterion } from './formats/criterion.js';
import { githubActionBenchmark } from './formats/github-action-benchmark.js';
import { goBench } from './formats/go.js';
import { googleBenchmark } from './formats/google-benchmark.js';
import { hyperfine } from './formats/hyperfine.js';
import { jmh } from './formats/jmh.js';
import { k6 } from './formats/k6.js';
import { libtest } from './formats/libtest.js';
import { mitata } from './formats/mitata.js';
import { nodeBench } from './formats/node-bench.js';
import { pytestBenchmark } from './formats/pytest-benchmark.js';
import { vitest } from './formats/vitest.js';
import type { ImportFile } from './import-file.js';
import type { Importer } from './importer.js';

/** All formats, as the docs list them. */
export const IMPORTERS: readonly Importer[] = [
  vitest,
  mitata,
  nodeBench,
  benchmarkJs,
  hyperfine,
  githubActionBenchmark,
  bencher,
  goBench,
  googleBenchmark,
  pytestBenchmark,
  criterion,
  cargoCriterion,
  libtest,
  jmh,
  k6,
];

export const AUTO = 'auto';

/** Returns the format that a file is in. @throws {PerfError} `bad-file` where it looks like none, or like several */
export function importerFor(file: ImportFile): Importer {
  const found = IMPORTERS.filter((one) => one.recognizes(file));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const what = only === undefined ? 'none' : found.map(({ name }) => name).join(' and ');
  // JSON that cannot be parsed says more of itself.
  if (only === undefined && /^\s*[[{]/.test(file.text)) file.json();
  throw new PerfError('bad-file', `${file.name}: expected the results of a known tool, found ${what}`, {
    hint: `Name the format: ${IMPORTERS.map(({ name }) => name).join(', ')}.`,
  });
}
