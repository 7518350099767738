import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { BenchmarkFileError } from '../../api/suite/benchmark-file-error.js';
import { isSuite } from '../../api/suite/suite-data.js';
import type { VariantSource } from '../../wire/protocol.js';
import { BenchCapture } from './captured-bench.js';
import type { Subject } from './subject.js';
import { suiteSubjects } from './suite-subjects.js';
import { tinybenchSubjects } from './tinybench-subjects.js';
import { TINYBENCH_OF, withVariant } from './variant-url.js';

/**
 * Imports one variant's copy of the benchmark file and returns its benchmarks. The module hooks
 * must be registered.
 * @throws what the file throws, or {BenchmarkFileError} `load-failed` when it exports no benchmarks
 */
export async function loadSubjects(
  source: VariantSource,
  options: { readonly fileId: string; readonly marked: boolean },
): Promise<Subject[]> {
  const plainUrl = pathToFileURL(source.file).href;
  const url = options.marked ? withVariant(plainUrl, source.variant) : plainUrl;
  const capture = await captureTinybench(source, url);
  const exported = await importDefault(url, capture);
  if (isSuite(exported)) return suiteSubjects(exported, options.fileId);
  const captured = capture.find(exported);
  if (captured !== null) return tinybenchSubjects(captured, options.fileId);
  throw new BenchmarkFileError(
    'load-failed',
    `expected a default export made by suite() or a tinybench Bench, found ${describe(exported)}`,
    'End the file with `export default suite(({ bench }) => { ... })`, or `export default bench`.',
  );
}

/** Patches the tinybench that the file will import: each resolves its own. */
async function captureTinybench(source: VariantSource, url: string): Promise<BenchCapture> {
  const capture = new BenchCapture();
  try {
    capture.patch(await import(`${TINYBENCH_OF}${encodeURIComponent(url)}`));
  } catch {
    // The file's project has none: then the file does not use it.
  }
  try {
    capture.patch(createRequire(source.file)('tinybench'));
  } catch {
    // Nothing for require to find either.
  }
  return capture;
}

async function importDefault(url: string, capture: BenchCapture): Promise<unknown> {
  try {
    const namespace: { default?: unknown } = await import(url);
    const exported = namespace.default;
    // A CommonJS file compiled from `export default` carries it one level down.
    const inner =
      typeof exported === 'object' && exported !== null && 'default' in exported
        ? exported.default
        : undefined;
    return isSuite(inner) || capture.find(inner) !== null ? inner : exported;
  } catch (error) {
    // After run() a file may trip over results that were never measured; its tasks are known by then.
    const [ran] = capture.ran();
    if (ran !== undefined) return ran.bench;
    throw error;
  }
}

function describe(value: unknown): string {
  if (value === undefined) return 'no default export';
  if (value === null) return 'null';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name = value.constructor?.name;
  return name === undefined || name === 'Object' ? 'a plain object' : `an object of class ${name}`;
}
