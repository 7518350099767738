import type { Mode } from './suite-tree.js';

/** What a declaring function was called through: `bench.skip.only(...)`. */
export type Flags = Readonly<Record<string, true | undefined>>;

export type Modified<Declare> = Declare & { readonly [modifier: string]: Modified<Declare> } & {
  skipIf(condition: unknown): Modified<Declare>;
  runIf(condition: unknown): Modified<Declare>;
};

/** Returns a declaring function with a getter for each modifier, which can be chained in any order. */
export function withModifiers<Declare extends object>(
  modifiers: readonly string[],
  make: (flags: Flags) => Declare,
  flags: Flags = {},
): Modified<Declare> {
  const declare = make(flags) as Modified<Declare>;
  for (const modifier of modifiers) {
    const get = () => withModifiers(modifiers, make, { ...flags, [modifier]: true });
    Object.defineProperty(declare, modifier, { get });
  }
  declare.skipIf = (condition) => (condition ? (declare.skip as Modified<Declare>) : declare);
  declare.runIf = (condition) => (condition ? declare : (declare.skip as Modified<Declare>));
  return declare;
}

export function modeOf(flags: { readonly [name: string]: unknown }): Mode {
  return flags.only ? 'only' : flags.skip ? 'skip' : flags.todo ? 'todo' : 'run';
}

export function nameOf(name: unknown): string {
  return typeof name === 'function' ? name.name || '<anonymous>' : String(name);
}
