const GeneratorFunction: unknown = function* () {}.constructor;
const AsyncGeneratorFunction: unknown = async function* () {}.constructor;

/** What mitata takes a function for: by its parameters, and by `function*`. */
export type FunctionKind = 'fn' | 'iter' | 'yield';

/** Returns undefined for what is no function. */
export function kindOfFunction(value: unknown, anyParameters = false): FunctionKind | undefined {
  if (typeof value !== 'function') return undefined;
  if (value.constructor === GeneratorFunction || value.constructor === AsyncGeneratorFunction) return 'yield';
  return anyParameters || value.length === 0 ? 'fn' : 'iter';
}
