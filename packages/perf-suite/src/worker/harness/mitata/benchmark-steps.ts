import { isAsyncFunction } from '../../load/is-async-function.js';
import type { SubjectSteps } from '../../load/subject.js';
import { type AnyFunction, plainCall } from './computed-call.js';
import type { Arguments } from './expand-arguments.js';
import { generatorSteps } from './generator-steps.js';
import { iteratedCall } from './iterated-call.js';
import { kindOfFunction } from './kind-of-function.js';

interface BenchmarkSteps extends SubjectSteps {
  /** Null: found out from the first call. */
  readonly async: boolean | null;
}

/** Returns how a function is run that was given to mitata with these arguments. */
export function benchmarkSteps(fn: AnyFunction, args: Arguments): BenchmarkSteps {
  const kind = kindOfFunction(fn);
  if (kind === 'yield') return { async: null, ...generatorSteps(fn, args) };
  const call = kind === 'iter' ? iteratedCall(fn, args) : plainCall(fn);
  return {
    async: isAsyncFunction(fn) ? true : null,
    async enter() {},
    call: () => call,
    async leave() {},
    async dispose() {},
  };
}
