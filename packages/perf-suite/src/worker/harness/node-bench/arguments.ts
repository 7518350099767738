/** The arguments of `bench()` and `suite()`: a name and options may be left out. */

export interface DeclarationOptions {
  readonly only?: boolean;
  readonly skip?: boolean | string;
  readonly params?: Readonly<Record<string, string | number | boolean>>;
}

export interface Declaration {
  readonly name: string;
  readonly options: DeclarationOptions;
  readonly fn: (...values: never[]) => unknown;
}

/** @throws {TypeError} where there is no function among them, or what comes before it is neither name nor options */
export function readArguments(what: string, given: readonly unknown[]): Declaration {
  const at = given.findIndex((value) => typeof value === 'function');
  const fn = given[at] as Declaration['fn'] | undefined;
  if (fn === undefined)
    throw new TypeError(`${what}(): expected a function as the last argument, found none`);
  const before = given.slice(0, at).filter((value) => value !== undefined);
  const name = before.find((value) => typeof value === 'string') ?? (fn.name || '<anonymous>');
  const options = before.find((value) => typeof value === 'object' && value !== null) ?? {};
  const odd = before.find((value) => value !== name && value !== options);
  if (odd !== undefined)
    throw new TypeError(`${what}(): expected a name, options and a function, found ${typeof odd}`);
  return { name, options, fn };
}

/** The parameters as the benchmark sees them: in the order of their names, and read-only. */
export function sortedParameters(params: NonNullable<DeclarationOptions['params']>) {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.freeze(Object.fromEntries(sorted));
}
