import { pathToFileURL } from 'node:url';
import type { Warning } from '@perf-suite/schema';
import { BenchmarkFileError } from '../../api/suite/benchmark-file-error.js';
import { isSuite, type Suite } from '../../api/suite/suite-data.js';
import type { VariantSource } from '../../wire/protocol.js';
import { type CollectedSet, Collector, collectInto, setOf } from '../harness/collector.js';
import { offerDeno } from '../harness/deno/global.js';
import { describeThrown } from '../measure/benchmark-failure.js';
import type { OutsideFailures } from '../outside-failures.js';
import type { ReadingPlace } from '../service/read-scenario.js';
import { collectedSubjects } from './collected-subjects.js';
import { ImportedFile, type Namespace } from './import-file.js';
import type { Subject } from './subject.js';
import { suiteSubjects } from './suite-subjects.js';
import { withVariant } from './variant-url.js';

export interface LoadOptions {
  readonly fileId: string;
  /** Whether the URLs of this variant's modules name it. */
  readonly marked: boolean;
  /** Whether a file reports its benchmarks itself, so that they are left out where another imports it. */
  readonly isElsewhere: (file: string) => boolean;
  readonly outside: OutsideFailures;
  /** Where the scenarios of services are read. */
  readonly readsScenarios: ReadingPlace;
}

export interface LoadedFile {
  readonly subjects: readonly Subject[];
  readonly leavesToOthers: boolean;
  readonly warnings: readonly Warning[];
  /** Runs what the file wants to be run after all of its benchmarks. */
  end(): Promise<void>;
}

/**
 * Imports one variant's copy of the benchmark file and returns its benchmarks: those that it exports, and those that it
 * declares to a harness or lets that run. The module hooks must be registered.
 * @throws what the file throws, or {BenchmarkFileError} `no-benchmarks` when it holds no benchmarks
 */
export async function loadSubjects(source: VariantSource, options: LoadOptions): Promise<LoadedFile> {
  const plainUrl = pathToFileURL(source.file).href;
  const url = options.marked ? withVariant(plainUrl, source.variant) : plainUrl;
  const collector = new Collector();
  const file = new ImportedFile(source.file, collector);
  const takeDenoAway = offerDeno(source.file, source.contentFrom);
  collectInto(collector);
  try {
    return await loadedFile(file, url, collector, { ...options, source });
  } finally {
    collectInto(null);
    takeDenoAway();
    file.close();
  }
}

async function loadedFile(
  file: ImportedFile,
  url: string,
  collector: Collector,
  { source, fileId, isElsewhere, outside, readsScenarios }: LoadOptions & { readonly source: VariantSource },
): Promise<LoadedFile> {
  let failure: { readonly thrown: unknown } | null = null;
  let exported: Exported = NOTHING_EXPORTED;
  try {
    exported = exportedBy(await outside.guard(() => file.import(url)));
    await outside.guard(() => collector.imported());
    // What a file exports is complete; a script may be under way still.
    if (exported.suites.length === 0 && exported.sets.length === 0) await file.ended();
  } catch (thrown) {
    failure = { thrown };
  }
  failure ??= outside.take();
  if (failure !== null && collector.count === 0) throw failure.thrown;
  for (const set of exported.sets) collector.addSet(set);
  const collected = collectedSubjects(collector.benchmarks(isElsewhere), fileId);
  const inSuite = { fileId, source, readsScenarios };
  const ofSuites = await Promise.all(exported.suites.map((suite) => suiteSubjects(suite, inSuite)));
  const subjects = [...ofSuites.flat(), ...collected];
  if (subjects.length === 0 && exported.suites.length === 0 && collector.count === 0)
    throw nothingIn(exported, collector);
  return {
    subjects,
    leavesToOthers: collector.leavesOut(isElsewhere),
    warnings: failure === null ? [] : [endedEarly(failure.thrown)],
    end: () => outside.guard(() => collector.over()),
  };
}

interface Exported {
  readonly suites: readonly Suite[];
  readonly sets: readonly CollectedSet[];
  readonly default: unknown;
}

const NOTHING_EXPORTED: Exported = { suites: [], sets: [], default: undefined };

/** Returns what a module exports: as its default, by names, or in arrays; what it exports twice, once. */
function exportedBy(namespace: Namespace): Exported {
  const outer = namespace.default;
  // A CommonJS file compiled from `export default` carries it one level down.
  const inner = typeof outer === 'object' && outer !== null && 'default' in outer ? outer.default : undefined;
  const exported = isDeclaring(inner) ? inner : outer;
  const values = new Set([exported, ...Object.values(namespace)].flat().filter(isDeclaring));
  return {
    suites: [...values].filter(isSuite),
    sets: [...new Set([...values].flatMap((value) => setOf(value) ?? []))],
    default: exported,
  };
}

function isDeclaring(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isDeclaring) : isSuite(value) || setOf(value) !== null;
}

function nothingIn(exported: Exported, { isUsed }: Collector): BenchmarkFileError {
  if (isUsed)
    return new BenchmarkFileError(
      'no-benchmarks',
      'expected benchmarks that the file runs or exports, found that it does neither',
      'Call `run()` on what it made, as in `await bench.run()`, or end the file with `export default bench`.',
    );
  return new BenchmarkFileError(
    'no-benchmarks',
    `expected a default export made by suite() or a tinybench Bench, or a script that runs one, found ${describe(exported.default)}`,
    'End the file with `export default suite(({ bench }) => { ... })`, or `export default bench`.',
  );
}

/** A script that fails between two of its benchmarks never declares the second. */
function endedEarly(thrown: unknown): Warning {
  return {
    code: 'script-failed',
    message: `after it had run its benchmarks, the file failed: ${describeThrown(thrown)}`,
    hint: 'What it declares after that is not measured. Results are not there yet when the file is read: do not compute with them in it.',
  };
}

function describe(value: unknown): string {
  if (value === undefined) return 'no default export';
  if (value === null) return 'null';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name = value.constructor?.name;
  return name === undefined || name === 'Object' ? 'a plain object' : `an object of class ${name}`;
}
