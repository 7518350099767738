import type { Suite, SuiteBenchmark } from '../../api/suite/suite-data.js';
import type { VariantSource } from '../../wire/protocol.js';
import { commandSubject } from '../command/command-subject.js';
import type { ReadingPlace } from '../service/read-scenario.js';
import { serviceSubjects } from '../service/service-subjects.js';
import { benchmarkId } from './benchmark-id.js';
import { isAsyncFunction } from './is-async-function.js';
import type { Subject } from './subject.js';

export interface SuiteOptions {
  readonly fileId: string;
  readonly source: VariantSource;
  readonly readsScenarios: ReadingPlace;
}

/**
 * Returns the benchmarks of a file that exports a suite.
 * @throws {BenchmarkFileError} `bad-usage` for requests to a service that make no sense
 */
export async function suiteSubjects(
  suite: Suite,
  { fileId, source, readsScenarios }: SuiteOptions,
): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const benchmark of suite.benchmarks) {
    if (!('kind' in benchmark)) subjects.push(suiteSubject(benchmark, fileId));
    else if (benchmark.kind === 'command') subjects.push(commandSubject(benchmark, fileId, source));
    else subjects.push(...(await serviceSubjects(benchmark, fileId, source, readsScenarios)));
  }
  return subjects;
}

function suiteSubject(benchmark: SuiteBenchmark, fileId: string): Subject {
  let input: unknown;
  let isSetUp = false;
  const { parameters, beforeEach, afterEach, group, name } = benchmark;
  return {
    declared: {
      id: benchmarkId(fileId, group, name),
      group,
      name,
      async: benchmark.async ?? isAsyncFunction(benchmark.run),
      timeMs: benchmark.timeMs,
      minimumEffect: benchmark.minimumEffect,
      ...(benchmark.budgetNs !== undefined && { budgetNs: benchmark.budgetNs }),
    },
    async: benchmark.async ?? (isAsyncFunction(benchmark.run) ? true : null),
    async enter() {
      if (isSetUp) return;
      isSetUp = true;
      input = await benchmark.setup?.(parameters);
    },
    call: () => ({
      run: benchmark.run as (...values: never[]) => unknown,
      self: undefined,
      values: benchmark.takesInput ? [input, parameters] : [],
      beforeEach: beforeEach && (() => beforeEach(input, parameters)),
      afterEach: afterEach && (() => afterEach(input, parameters)),
    }),
    async leave() {},
    async dispose() {
      if (!isSetUp) return;
      isSetUp = false;
      await benchmark.teardown?.(input, parameters);
      input = undefined;
    },
  };
}
