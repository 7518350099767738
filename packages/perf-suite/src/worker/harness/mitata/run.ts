import { afterwards, currentCollections } from './collections.js';
import type { AnyFunction } from './computed-call.js';
import { placeholderContext } from './placeholder-report.js';
import { B, flags } from './trial.js';

/** mitata's functions: they keep what is declared, and run nothing. */

export function bench(name: string | AnyFunction, fn?: AnyFunction): B {
  const trial =
    typeof name === 'function' ? new B(name.name || 'anonymous', name) : new B(name, fn as AnyFunction);
  currentCollections().declare(trial);
  return trial;
}

/** Of version 0.1. */
export function baseline(name: string | AnyFunction, fn?: AnyFunction): B {
  return bench(name, fn).baseline();
}

type Body = () => unknown;

/** @param name in version 0.1 also an object with options */
export function group(name: string | null | { readonly name?: string } | Body, body?: Body): unknown {
  if (typeof name === 'function') return currentCollections().within('g', null, name as Body);
  const given = typeof name === 'string' ? name : (name?.name ?? null);
  return currentCollections().within('g', given, body as Body);
}

export function boxplot(body: Body): unknown {
  return currentCollections().within('x', null, body);
}

export function barplot(body: Body): unknown {
  return currentCollections().within('b', null, body);
}

export function summary(body: Body): unknown {
  return currentCollections().within('s', null, body);
}

export function lineplot(body: Body): unknown {
  return currentCollections().within('l', null, body);
}

export function compact(body: Body): unknown {
  const collections = currentCollections();
  const before = collections.flags;
  collections.flags |= flags.compact;
  return afterwards(body(), () => {
    collections.flags = before;
  });
}

interface RunOptions {
  readonly filter?: RegExp;
  readonly format?: unknown;
  readonly print?: (text: string) => unknown;
  readonly observe?: (trial: ReturnType<B['placeholderReport']>) => ReturnType<B['placeholderReport']>;
}

/** Takes what was declared so far; the filter leaves benchmarks out here as there. */
export async function run({ filter, format, print, observe = (trial) => trial }: RunOptions = {}) {
  const { collections, declared } = currentCollections().take();
  const context = placeholderContext();
  const layout = collections.map(({ name, types }) => ({ name, types }));
  for (const one of declared) one.isLeftOut = filter?.test(one.trial._name) === false;
  const benchmarks = declared
    .filter(({ isLeftOut }) => !isLeftOut)
    .map(({ trial }) => observe(trial.placeholderReport()));
  // A script that takes the text takes it to read the results from it; tables would only say that there are none.
  if (isJson(format)) print?.(JSON.stringify({ layout, benchmarks, context }));
  return {
    layout,
    context,
    benchmarks,
    // Of version 0.1.
    cpu: context.cpu.name,
    runtime: `node ${process.version} (${context.arch})`,
  };
}

function isJson(format: unknown): boolean {
  return format === 'json' || (typeof format === 'object' && format !== null && 'json' in format);
}
