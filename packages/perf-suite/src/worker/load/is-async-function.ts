const AsyncFunction: unknown = (async () => {}).constructor;

export function isAsyncFunction(value: unknown): boolean {
  return typeof value === 'function' && value.constructor === AsyncFunction;
}
