import { found } from './expected-found.js';

/** The names of all options, so that none can be forgotten. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: true };

/**
 * @throws {TypeError} when there is no object of options, or for an option that is not among these: a misspelt one would
 *   be ignored without a word
 */
export function expectKnownOptions<Options extends object>(
  of: string,
  options: Options,
  names: { readonly [Name in keyof Required<Options>]: unknown },
): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${of}: expected an object of options, found ${found(options)}`);
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(names, name));
  if (unknown.length === 0) return;
  throw new TypeError(
    `${of}: expected ${Object.keys(names).join(', ')}, found ${unknown.map((name) => JSON.stringify(name)).join(', ')}`,
  );
}
