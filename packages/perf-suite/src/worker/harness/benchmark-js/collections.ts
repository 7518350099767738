/**
 * The functions on arrays and objects that benchmark.js offers, which version 2 takes from lodash: a callback may also
 * be the name of a property.
 */

type Callback = (value: unknown, key: unknown, collection: unknown) => unknown;

/** Stops where the callback returns false. */
export function each<T>(collection: T, callback: Callback): T {
  for (const [key, value] of entriesOf(collection)) {
    if (callback(value, key, collection) === false) break;
  }
  return collection;
}

export function forOwn<T>(object: T, callback: Callback): T {
  for (const [key, value] of Object.entries(object ?? {})) {
    if (callback(value, key, object) === false) break;
  }
  return object;
}

export function map(collection: unknown, callback?: unknown): unknown[] {
  const convert = callbackOf(callback);
  return entriesOf(collection).map(([key, value]) => convert(value, key, collection));
}

export function reduce(
  collection: unknown,
  callback: (total: unknown, value: unknown, key: unknown, collection: unknown) => unknown,
  ...initial: unknown[]
): unknown {
  const entries = entriesOf(collection);
  const start = initial.length > 0 ? initial[0] : entries.shift()?.[1];
  return entries.reduce((total, [key, value]) => callback(total, value, key, collection), start);
}

export function filterBy(collection: unknown, callback: unknown): unknown[] {
  const isTaken = callbackOf(callback);
  return entriesOf(collection)
    .filter(([key, value]) => isTaken(value, key, collection))
    .map(([, value]) => value);
}

export function indexOf(collection: unknown, value: unknown, from?: number): number {
  return entriesOf(collection)
    .map(([, item]) => item)
    .indexOf(value, from);
}

export function has(object: unknown, key: string): boolean {
  return object !== null && object !== undefined && Object.hasOwn(Object(object), key);
}

/** Returns array items, or keys with their values, as one text. */
export function join(collection: unknown, between = ',', afterKey = ': '): string {
  return entriesOf(collection)
    .map(([key, value]) => (isArrayLike(collection) ? value : `${key}${afterKey}${value}`))
    .join(between);
}

/** Returns a number with commas between its thousands. */
export function formatNumber(number: number): string {
  const [whole = '', fraction] = String(number).split('.');
  const withCommas = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}

function entriesOf(collection: unknown): [number | string, unknown][] {
  if (isArrayLike(collection)) return Array.from(collection).map((value, index) => [index, value]);
  return Object.entries(collection ?? {});
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  if (typeof value === 'string') return true;
  return typeof value === 'object' && value !== null && 'length' in value && typeof value.length === 'number';
}

function callbackOf(callback: unknown): Callback {
  if (typeof callback === 'function') return callback as Callback;
  if (callback === undefined || callback === null) return (value) => value;
  if (typeof callback === 'object') {
    const wanted = Object.entries(callback);
    return (value) => wanted.every(([key, expected]) => propertyOf(value, key) === expected);
  }
  return (value) => propertyOf(value, String(callback));
}

/** `path` may go deeper, as in `stats.mean`. */
function propertyOf(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((found, key) => {
    if (found === null || found === undefined) return undefined;
    return Reflect.get(Object(found), key);
  }, value);
}
