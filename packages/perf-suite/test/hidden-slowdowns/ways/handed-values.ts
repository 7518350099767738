import { BASE_COUNT, BENCHMARK, BUSY, changedLibrary } from '../project-snippets.js';
import { SAYS } from '../sentences.js';
import type { Way } from '../way.js';

/** Head changes a number that the measured calls hand on, and not the code that would work with it. */
export const HANDED_VALUES: readonly Way[] = [
  {
    name: 'sized by an argument of a function that memoises: only the first call computes with it',
    kind: 'never run',
    ...changedLibrary(
      (count) => `${BUSY}const cache = new Map();
function memo(n) {
  let found = cache.get(n);
  if (found === undefined) { found = busy(n); cache.set(n, found); }
  return found;
}
export const work = () => memo(${count});
`,
    ),
    expected: { outcome: 'not-run', says: SAYS.firstCallOnly },
  },
  {
    name: 'sized by a constant that is handed to a function that memoises',
    kind: 'never run',
    ...changedLibrary(
      (count) => `${BUSY}const COUNT = ${count};
let kept = null;
const first = (n) => { if (kept === null) kept = busy(n); return kept; };
export const work = () => first(COUNT);
`,
    ),
    expected: { outcome: 'not-run', says: SAYS.firstCallOnly },
  },
  {
    name: 'sized by an argument of a function that skips what would use it',
    kind: 'never run',
    ...changedLibrary(
      (count) => `${BUSY}function helper(n) {
  if (process.argv.length < 99) return n & 1;
  return busy(n);
}
export const work = () => helper(${count});
`,
    ),
    expected: { outcome: 'not-run', says: SAYS.nothingDiffers },
  },
  lazily('a function', 'function lazy(n) { return () => busy(n); }', 'lazy'),
  lazily(
    'a stream',
    'function stream(n) { let left = 1; return new ReadableStream({ pull(to) { if (left-- > 0) to.enqueue(busy(n)); else to.close(); } }, { highWaterMark: 0 }); }',
    'stream',
  ),
  lazily(
    'an object with a getter',
    'class Query { constructor(n) { this.n = n; } get rows() { return busy(this.n); } }',
    'new Query',
  ),
  afterReturn('setImmediate', 'setImmediate(flush, n)'),
  afterReturn('setTimeout', 'setTimeout(flush, 0, n)'),
  afterReturn('a promise that nobody awaits', 'void Promise.resolve(n).then(flush)'),
  {
    name: 'sized by an argument that memory for a buffer depends on, at no other cost',
    kind: 'control',
    ...changedLibrary(
      (count) => `${BUSY}function room(n) {
  if (n < 0) throw new RangeError(String(n));
  return Buffer.allocUnsafe(n);
}
export const work = () => busy(${BASE_COUNT}) + Math.sign(room(${count} / 1000).length);
`,
    ),
    expected: { outcome: 'not-flagged' },
  },
  {
    name: 'sized by an argument, after a table that the first call makes',
    kind: 'control',
    ...changedLibrary(
      (count) => `${BUSY}let table = null;
export const work = () => {
  if (table === null) table = busy(500);
  return busy(${count}) + table;
};
`,
    ),
    expected: { outcome: 'found' },
  },
  {
    name: 'told another label, after a table that the first call makes',
    kind: 'control',
    base: { ...BENCHMARK, 'src/lib.mjs': labelled('before') },
    head: { 'src/lib.mjs': labelled('behind') },
    expected: { outcome: 'not-flagged' },
  },
];

function lazily(what: string, source: string, call: string): Way {
  return {
    name: `sized by an argument for ${what} that the call returns, and nobody uses`,
    kind: 'never run',
    ...changedLibrary((count) => `${BUSY}${source}\nexport const work = () => ${call}(${count});\n`),
    expected: { outcome: 'not-run', says: SAYS.nothingDiffers },
  };
}

function afterReturn(what: string, schedule: string): Way {
  return {
    name: `sized by an argument that ${what} hands on behind the return`,
    kind: 'never run',
    ...changedLibrary(
      (count) => `${BUSY}let pending = false;
function flush(n) { pending = false; busy(n); }
function later(n) {
  if (pending) return 0;
  pending = true;
  ${schedule};
  return 1;
}
export const work = () => later(${count});
`,
    ),
    expected: { outcome: 'not-run', says: SAYS.deferred },
  };
}

function labelled(label: string): string {
  return `${BUSY}let table = null;
const describe = (label) => label.length;
export const work = () => {
  if (table === null) table = busy(500);
  return busy(${BASE_COUNT}) + describe('${label}') + table;
};
`;
}
