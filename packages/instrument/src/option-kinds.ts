import { foundValue } from './expected-found.js';

/** What the value of an option must be. */
export interface OptionKind {
  readonly what: string;
  readonly is: (value: unknown) => boolean;
}

export const FLAG: OptionKind = { what: 'true or false', is: (value) => typeof value === 'boolean' };
export const CALLBACK: OptionKind = { what: 'a function', is: (value) => typeof value === 'function' };
export const TEXT: OptionKind = { what: 'a string', is: (value) => typeof value === 'string' };
export const COUNT: OptionKind = {
  what: 'a whole number from 1 on',
  is: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
};
export const ABOVE_ZERO: OptionKind = {
  what: 'a number above 0',
  is: (value) => Number.isFinite(value) && (value as number) > 0,
};

/** @throws {TypeError} when an option that is given is not of its kind */
export function expectKinds<Options extends object>(
  of: string,
  options: Options,
  kinds: { readonly [Name in keyof Options]?: OptionKind },
): void {
  for (const [name, kind] of Object.entries<OptionKind | undefined>(kinds)) {
    const value = options[name as keyof Options];
    if (value === undefined || kind === undefined || kind.is(value)) continue;
    throw new TypeError(`${of}: expected ${kind.what} as ${name}, found ${foundValue(value)}`);
  }
}
