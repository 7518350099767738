import { isAsyncFunction } from '../../load/is-async-function.js';
import { type CollectedBenchmark, type Collector, currentCollector } from '../collector.js';
import { withOwnStopwatch } from '../own-stopwatch.js';
import { BenchContext } from './bench-context.js';

interface BenchDefinition {
  readonly name?: string;
  readonly fn?: BenchFunction;
  readonly group?: string;
  readonly ignore?: boolean;
  readonly only?: boolean;
}

type BenchFunction = (context: BenchContext) => unknown;

/** What `bench()` takes, in any of its forms. */
type Given = readonly (string | BenchDefinition | BenchFunction)[];

/** Files of which a benchmark is marked as the only one. */
const withOnly = new WeakSet<Collector>();

/** `Deno.bench` in all its forms: name, options and function in this order, each of which another may hold. */
export function bench(...given: Given): void {
  const definition = readDefinition(given);
  const { fn, group, ignore = false, only = false } = definition;
  const name = definition.name ?? fn.name;
  if (name === '')
    throw new TypeError('Deno.bench(): expected a name, or a function that has one, found none');
  const collector = currentCollector();
  if (collector === null) return;
  if (only) withOnly.add(collector);
  const run = runOf(fn, name);
  const benchmark: CollectedBenchmark = {
    group: group === undefined ? [] : [group],
    name,
    async: isAsyncFunction(fn) ? true : null,
    async enter() {},
    call: () => ({ run, self: undefined, values: [], beforeEach: null, afterEach: null }),
    async leave() {},
    async dispose() {},
  };
  collector.addAll(() => (ignore || (withOnly.has(collector) && !only) ? [] : [benchmark]));
}

bench.only = (...given: Given) => bench(...marked(given, { only: true }));
bench.ignore = (...given: Given) => bench(...marked(given, { ignore: true }));
bench.skip = bench.ignore;

function marked(given: Given, mark: BenchDefinition): Given {
  const { name, ...rest } = readDefinition(given);
  return [{ ...rest, ...(name === undefined ? {} : { name }), ...mark }];
}

function readDefinition(given: Given): BenchDefinition & { readonly fn: BenchFunction } {
  const options = given.find((value) => typeof value === 'object');
  const name = given.find((value) => typeof value === 'string') ?? options?.name;
  const fn = given.find((value) => typeof value === 'function') ?? options?.fn;
  if (typeof fn !== 'function') throw new TypeError(`Deno.bench(): expected a function, found ${typeof fn}`);
  return { ...options, fn, ...(name === undefined ? {} : { name }) };
}

/** A function that takes no argument cannot time itself: many of its calls can be timed together. */
function runOf(fn: BenchFunction, name: string): () => unknown {
  return fn.length === 0 ? (fn as () => unknown) : withOwnStopwatch(fn, () => new BenchContext(name));
}
