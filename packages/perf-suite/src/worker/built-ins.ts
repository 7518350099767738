/** A part of the language that measuring, and tinybench with it, cannot do without. */
interface BuiltIn {
  readonly name: string;
  readonly owner: object;
  readonly key: PropertyKey;
  readonly own: PropertyDescriptor;
  /** Whether it does what it is for; only asked where it was replaced. */
  readonly works: () => boolean;
}

/** Taken when the worker starts, before anything of the user's is loaded. */
const NEEDED: readonly BuiltIn[] = [
  builtIn('Array.prototype.push', Array.prototype, 'push', () => {
    const list = [1];
    return list.push(2) === 2 && list[1] === 2;
  }),
  builtIn('Array.prototype.map', Array.prototype, 'map', () => [1, 2].map((one) => one + 1)[1] === 3),
  builtIn('Array.prototype.filter', Array.prototype, 'filter', () => [1, 2].filter((n) => n > 1)[0] === 2),
  builtIn('Array.prototype.sort', Array.prototype, 'sort', () => [2, 1].sort((a, b) => a - b)[0] === 1),
  builtIn('Array.prototype[Symbol.iterator]', Array.prototype, Symbol.iterator, () => {
    const [first, ...others] = [1, 2];
    return first === 1 && others.length === 1;
  }),
  builtIn('Array.from', Array, 'from', () => Array.from({ length: 2 }, () => 1)[1] === 1),
  builtIn('Map.prototype.get', Map.prototype, 'get', () => new Map([[1, 2]]).get(1) === 2),
  builtIn('Map.prototype.set', Map.prototype, 'set', () => new Map().set(1, 2).size === 1),
  builtIn('Set.prototype.add', Set.prototype, 'add', () => new Set().add(1).size === 1),
  builtIn('Math.max', Math, 'max', () => Math.max(1, 2) === 2 && Math.max(0.5) === 0.5),
  builtIn('Math.min', Math, 'min', () => Math.min(1, 2) === 1 && Math.min(0.5) === 0.5),
  builtIn('Number', globalThis, 'Number', () => Number(5n) === 5),
  builtIn('Float64Array', globalThis, 'Float64Array', () => new Float64Array([0.5])[0] === 0.5),
  builtIn('JSON.stringify', JSON, 'stringify', () => JSON.stringify({ a: [1] }) === '{"a":[1]}'),
  builtIn('JSON.parse', JSON, 'parse', () => JSON.parse('[1]')[0] === 1),
  builtIn('Buffer.from', Buffer, 'from', () => Buffer.from('a')[0] === 97),
  builtIn('Buffer.concat', Buffer, 'concat', () => Buffer.concat([new Uint8Array([1])])[0] === 1),
  builtIn('Reflect.apply', Reflect, 'apply', () => Reflect.apply(() => 1, undefined, []) === 1),
  builtIn('Function.prototype.call', Function.prototype, 'call', () => (() => 1).call(undefined) === 1),
  builtIn(
    'Function.prototype.apply',
    Function.prototype,
    'apply',
    () => (() => 1).apply(undefined, []) === 1,
  ),
  builtIn('Error', globalThis, 'Error', () => new Error('a').message === 'a'),
  builtIn('Promise.prototype.then', Promise.prototype, 'then', () => {
    const settled = (async () => {})();
    const next = settled.then(() => {});
    return next !== settled && typeof next.then === 'function';
  }),
  builtIn(
    'Promise',
    globalThis,
    'Promise',
    () => typeof Promise.resolve(new Promise(() => {})).then === 'function',
  ),
  builtIn('EventTarget.prototype.dispatchEvent', EventTarget.prototype, 'dispatchEvent', () =>
    new EventTarget().dispatchEvent(new Event('a')),
  ),
];

function builtIn(name: string, owner: object, key: PropertyKey, works: () => boolean): BuiltIn {
  return { name, owner, key, own: Object.getOwnPropertyDescriptor(owner, key) ?? {}, works };
}

const { defineProperty, getOwnPropertyDescriptor } = Object;

/**
 * Puts built-ins back that the user's code has replaced by something that does not work, and returns
 * their names joined; null where there are none. A replacement that works, such as a polyfill, stays.
 */
export function mendBuiltIns(): string | null {
  let names: string | null = null;
  // Without an iterator or any method: these may be what is broken.
  for (let i = 0; i < NEEDED.length; i++) {
    const { name, owner, key, own, works } = NEEDED[i] as BuiltIn;
    if (getOwnPropertyDescriptor(owner, key)?.value === own.value || doesWork(works)) continue;
    try {
      defineProperty(owner, key, own);
    } catch {
      // Frozen in its broken state.
    }
    names = names === null ? name : `${names}, ${name}`;
  }
  return names;
}

function doesWork(works: () => boolean): boolean {
  try {
    return works();
  } catch {
    return false;
  }
}
