import { BenchmarkFileError } from '../../api/suite/benchmark-file-error.js';
import { checkLength } from '../../api/suite/name-length.js';
import { benchmarkId } from './benchmark-id.js';
import type { CapturedBench, CapturedTask, TinybenchHook } from './captured-bench.js';
import type { Subject } from './subject.js';
import { isAsyncFunction } from './suite-subjects.js';

/**
 * Returns the benchmarks of a file that exports a tinybench Bench.
 * @throws {BenchmarkFileError} `duplicate-name`: older versions of tinybench let the second task replace the first
 */
export function tinybenchSubjects(captured: CapturedBench, fileId: string): Subject[] {
  const names = new Set<string>();
  return captured.tasks.map((task) => {
    if (names.has(task.name)) {
      throw new BenchmarkFileError(
        'duplicate-name',
        `${fileId}: two tasks are named "${task.name}": expected each name once`,
        'Rename one of them.',
      );
    }
    names.add(checkLength(task.name));
    return tinybenchSubject(captured, task, fileId);
  });
}

function tinybenchSubject({ bench }: CapturedBench, task: CapturedTask, fileId: string): Subject {
  const self = bench.getTask(task.name);
  const { options } = task;
  const async = options.async ?? (isAsyncFunction(task.fn) ? true : null);
  const each = (hook: TinybenchHook | undefined) =>
    hook === undefined ? null : () => hook.call(self, 'run');
  return {
    declared: {
      id: benchmarkId(fileId, [], task.name),
      group: [],
      name: task.name,
      async: async ?? false,
      timeMs: null,
      minimumEffect: null,
    },
    async,
    async enter(phase) {
      await bench.setup?.(self, phase);
      await options.beforeAll?.call(self, phase);
    },
    call: () => ({
      run: task.fn,
      self,
      values: [],
      beforeEach: each(options.beforeEach),
      afterEach: each(options.afterEach),
    }),
    async leave(phase) {
      await options.afterAll?.call(self, phase);
      await bench.teardown?.(self, phase);
    },
    async dispose() {},
  };
}
