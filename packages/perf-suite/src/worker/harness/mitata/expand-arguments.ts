/** Values that a benchmark is run with, by argument. */
export type Arguments = Readonly<Record<string, unknown>>;

export interface Expanded {
  readonly name: string;
  readonly args: Arguments;
}

/** Returns each combination of values with the name that mitata prints for it; the first argument changes fastest. */
export function expandArguments(
  name: string,
  values: Readonly<Record<string, readonly unknown[]>>,
): readonly Expanded[] {
  let combinations: Arguments[] = [{}];
  for (const [argument, list] of Object.entries(values)) {
    combinations = list.flatMap((value) => combinations.map((args) => ({ ...args, [argument]: value })));
  }
  return combinations.map((args) => ({ name: filledIn(name, args), args }));
}

function filledIn(name: string, args: Arguments): string {
  let filled = name;
  for (const [argument, value] of Object.entries(args))
    filled = filled.replaceAll(`$${argument}`, text(value));
  return filled;
}

/** A function is named: as a replacement it would be called, and its result would be the name. */
function text(value: unknown): string {
  return typeof value === 'function' ? value.name : String(value);
}
