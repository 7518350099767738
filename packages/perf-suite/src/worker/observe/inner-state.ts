/** Properties that every function may have. */
const OF_FUNCTIONS: ReadonlySet<PropertyKey> = new Set([
  'length',
  'name',
  'prototype',
  'arguments',
  'caller',
]);

/** Their entries are watched one by one, or come and go as modules load. */
const NOT_ENTERED: ReadonlySet<string> = new Set(['require.cache', 'require.extensions', 'process.env']);

/** Objects whose plain objects and lists code may use as a place for values of its own: `process.argv`. */
const HOLDERS: ReadonlySet<string> = new Set(['process', 'globalThis']);

interface Watched {
  readonly name: string;
  readonly object: object;
  keys: readonly (string | symbol)[];
}

/**
 * Watches the functions and lists that hang from globals and built-ins: state may be a property of one of them
 * (`process.hrtime.projectCache`). There are thousands, so that only what is added or taken away is seen.
 */
export class InnerState {
  readonly #watched: readonly Watched[];

  constructor(roots: ReadonlyMap<string, object>) {
    const known = new Set<object>(roots.values());
    const found: Watched[] = [];
    const add = (name: string, object: object): void => {
      if (known.has(object)) return;
      known.add(object);
      found.push({ name, object, keys: Reflect.ownKeys(object) });
      if (typeof object === 'function') addFunctions(name, object, add);
    };
    for (const [name, object] of roots) {
      if (NOT_ENTERED.has(name)) continue;
      addFunctions(name, object, add);
      if (HOLDERS.has(name)) addPlainObjects(name, object, add);
    }
    this.#watched = found;
  }

  /** Names what was added or is gone since it was last asked. */
  changes(): string[] {
    return this.#watched.flatMap((watched) => {
      const keys = Reflect.ownKeys(watched.object);
      if (keys.length === watched.keys.length) return [];
      const before = watched.keys;
      watched.keys = keys;
      const differing = [...keys, ...before].filter((key) => !keys.includes(key) || !before.includes(key));
      return differing.map((key) => `${watched.name}.${String(key)}`);
    });
  }
}

function addFunctions(name: string, object: object, add: (name: string, object: object) => void): void {
  for (const key of Reflect.ownKeys(object)) {
    if (typeof object === 'function' && OF_FUNCTIONS.has(key)) continue;
    const { get, set, value }: PropertyDescriptor = Reflect.getOwnPropertyDescriptor(object, key) ?? {};
    for (const one of [get, set, value as unknown]) {
      if (typeof one === 'function') add(`${name}.${String(key)}`, one);
    }
  }
}

function addPlainObjects(name: string, object: object, add: (name: string, object: object) => void): void {
  for (const key of Reflect.ownKeys(object)) {
    const value: unknown = Reflect.getOwnPropertyDescriptor(object, key)?.value;
    if (typeof value !== 'object' || value === null) continue;
    const prototype: unknown = Object.getPrototypeOf(value);
    const isPlain = prototype === null || prototype === Object.prototype || Array.isArray(value);
    // Node keeps listeners, and what it has loaded, in lists of its own.
    if (isPlain && !/^_|^Symbol\(|^moduleLoadList$/.test(String(key))) add(`${name}.${String(key)}`, value);
  }
}
