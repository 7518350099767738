/** Returns what a value is, for the second half of `expected ..., found ...`. */
export function found(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return `an object of ${value.constructor?.name ?? 'no class'}`;
}

/** The same with the value itself where it is short: of options, which are no secrets. */
export function foundValue(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? JSON.stringify(value) : found(value);
}

/** @throws {TypeError} when something that is to be observed lacks one of these methods */
export function expectMethods(
  of: string,
  value: unknown,
  { what, methods }: { readonly what: string; readonly methods: readonly string[] },
): void {
  const methodsOf = value as Readonly<Record<string, unknown>> | null | undefined;
  if (methods.every((method) => typeof methodsOf?.[method] === 'function')) return;
  throw new TypeError(`${of}: expected ${what}, found ${found(value)}`);
}

/** @param what the list holds, with an example of one. @throws {TypeError} when it is no list: a text would be one of its letters */
export function expectList(of: string, value: unknown, what: string): void {
  if (Array.isArray(value)) return;
  throw new TypeError(`${of}: expected a list of ${what}, found ${foundValue(value)}`);
}
