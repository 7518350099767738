import { isAsyncFunction } from '../../load/is-async-function.js';
import type { CollectedBenchmark } from '../collector.js';
import type { Bench, Task } from './bench.js';

export type TaskHook = (this: unknown, mode?: 'warmup' | 'run') => unknown;

export interface TaskOptions {
  readonly async?: boolean;
  readonly beforeAll?: TaskHook;
  readonly afterAll?: TaskHook;
  readonly beforeEach?: TaskHook;
  readonly afterEach?: TaskHook;
}

/** Returns a task as a benchmark: its hooks run as tinybench runs them, once a phase or around each iteration. */
export function taskBenchmark(bench: Bench, task: Task): CollectedBenchmark {
  const { fn, options } = task;
  const each = (hook: TaskHook | undefined) => (hook === undefined ? null : () => hook.call(task, 'run'));
  return {
    group: [],
    name: task.name,
    async: options.async ?? (isAsyncFunction(fn) ? true : null),
    async enter(phase) {
      await bench.setup?.(task, phase);
      await options.beforeAll?.call(task, phase);
    },
    call: () => ({
      run: fn,
      self: task,
      values: [],
      beforeEach: each(options.beforeEach),
      afterEach: each(options.afterEach),
    }),
    async leave(phase) {
      await options.afterAll?.call(task, phase);
      await bench.teardown?.(task, phase);
    },
    async dispose() {},
  };
}
