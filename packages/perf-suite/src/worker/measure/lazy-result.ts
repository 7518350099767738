import { types } from 'node:util';
import type { Warning } from '@perf-suite/schema';

/**
 * Returns a warning when what a benchmark returns is a generator: calling a generator function only makes
 * one, and the code inside runs when someone iterates it, which nobody does. Null for all else: arrays,
 * functions and other iterators may well be the result of work that was done.
 */
export function lazyResultWarning(name: string, result: unknown): Warning | null {
  const kind = lazyKind(result);
  if (kind === null) return null;
  const isAsync = kind === 'an async generator';
  return {
    code: 'generator-not-run',
    message: `"${name}" returns ${kind} that nobody iterates: the code inside it never runs, and only its creation is timed`,
    hint: `Iterate it in the benchmark: ${isAsync ? 'for await ' : 'for '}(const item of work()) last = item; return last;`,
  };
}

function lazyKind(result: unknown): string | null {
  const tag = Object.prototype.toString.call(result);
  if (types.isGeneratorObject(result))
    return tag === '[object AsyncGenerator]' ? 'an async generator' : 'a generator';
  // What iterator.map() and its like give, from Node 22 on: as lazy as a generator.
  return tag === '[object Iterator Helper]' ? 'a lazy iterator' : null;
}
