/** Returns what a value is, for the second half of `expected ..., found ...`. */
export function found(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return `an object of ${value.constructor?.name ?? 'no class'}`;
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
