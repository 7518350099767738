import { BASE_COUNT, BENCHMARK, BUSY, changedLibrary, HEAD_COUNT } from '../project-snippets.js';
import type { Way } from '../way.js';

const FOUND = { outcome: 'found' } as const;
const MORE = HEAD_COUNT - BASE_COUNT;

/** Prototypes and functions of the language and of Node that one copy's code changes for both. */
export const BUILT_INS: readonly Way[] = [
  {
    name: 'a method of `Array.prototype` that the first copy adds: `if (!Array.prototype.x)`',
    kind: 'shared code',
    ...changedLibrary(
      (count) => `${BUSY}if (!Array.prototype.projectWork) {
  Object.defineProperty(Array.prototype, 'projectWork', { value() { return busy(${count}); } });
}
export const work = () => [].projectWork();
`,
    ),
    expected: FOUND,
  },
  {
    name: 'a method of `String.prototype` that each copy replaces: the last one counts',
    kind: 'shared code',
    ...changedLibrary(
      (
        count,
      ) => `${BUSY}Object.defineProperty(String.prototype, 'projectWork', { configurable: true, value() { return busy(${count}); } });
export const work = () => ''.projectWork();
`,
    ),
    expected: FOUND,
  },
  {
    name: 'a method that both copies wrap, one around the other',
    kind: 'shared code',
    ...changedLibrary(
      (count) => `${BUSY}const before = String.prototype.trim;
String.prototype.trim = function trim() { busy(${count}); return before.call(this); };
export const work = () => ' a '.trim();
`,
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by a `JSON.parse` that head replaces for both',
    kind: 'shared state',
    ...withPatch(
      "() => { JSON.parse('{}'); return busy(BASE); }",
      'const before = JSON.parse;\nJSON.parse = (...given) => { busy(MORE); return before(...given); };',
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by a `Math.random` that head replaces for both',
    kind: 'shared state',
    ...withPatch(
      '() => { Math.random(); return busy(BASE); }',
      'const before = Math.random;\nMath.random = () => { busy(MORE); return before(); };',
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by a `Promise` that head replaces for both',
    kind: 'shared state',
    ...withPatch(
      'async () => { await new Promise((done) => done(1)); return busy(BASE); }',
      'globalThis.Promise = class extends Promise { constructor(start) { busy(MORE); super(start); } };',
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by an `Object.assign` that head replaces for both',
    kind: 'shared state',
    ...withPatch(
      '() => { Object.assign({}, { a: 1 }); return busy(BASE); }',
      'const before = Object.assign;\nObject.assign = (...given) => { busy(MORE); return before(...given); };',
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by a `structuredClone` that head replaces for both',
    kind: 'shared state',
    ...withPatch(
      '() => { structuredClone(1); return busy(BASE); }',
      'const before = structuredClone;\nglobalThis.structuredClone = (value) => { busy(MORE); return before(value); };',
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by a method of `Buffer.prototype` that head replaces for both',
    kind: 'shared state',
    ...withPatch(
      "() => { text.toString('hex'); return busy(BASE); }",
      'const before = Buffer.prototype.toString;\nBuffer.prototype.toString = function toString(...given) { if (given[0] === "hex") busy(MORE); return before.apply(this, given); };',
      "const text = Buffer.from('abc');\n",
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by a method of `EventEmitter.prototype` that head replaces for both',
    kind: 'shared state',
    ...withPatch(
      "() => { emitter.emit('project'); return busy(BASE); }",
      'const before = EventEmitter.prototype.emit;\nEventEmitter.prototype.emit = function emit(...given) { if (given[0] === "project") busy(MORE); return before.apply(this, given); };',
      "import { EventEmitter } from 'node:events';\nconst emitter = new EventEmitter();\n",
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by a function of `node:util` that head replaces for both',
    kind: 'shared state',
    ...withPatch(
      '() => { util.inspect(1); return busy(BASE); }',
      'const before = util.inspect;\nutil.inspect = Object.assign((...given) => { busy(MORE); return before(...given); }, before);',
      "import util from 'node:util';\n",
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by a function of `node:fs` that head replaces for both',
    kind: 'shared state',
    ...withPatch(
      "() => { fs.existsSync('/'); return busy(BASE); }",
      'const before = fs.existsSync;\nfs.existsSync = (path) => { busy(MORE); return before(path); };',
      "import fs from 'node:fs';\n",
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by `RegExp.prototype.exec`: head replaces it, and no engine has a fast path then',
    kind: 'shared state',
    ...withPatch(
      "() => text.replace(/b/g, 'c').length",
      'const before = RegExp.prototype.exec;\nRegExp.prototype.exec = function exec(text) { return before.call(this, text); };',
      "const text = 'ab'.repeat(1000);\n",
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by the iterator of arrays: head replaces it, and no engine has a fast path then',
    kind: 'shared state',
    ...withPatch(
      '() => { let sum = 0; for (let i = 0; i < 50; i++) sum += [...numbers].length; return sum; }',
      'const proto = Object.getPrototypeOf([][Symbol.iterator]());\nconst before = proto.next;\nproto.next = function next() { return before.call(this); };',
      'const numbers = Array.from({ length: 1000 }, (_, i) => i);\n',
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by a getter that head puts on `Object.prototype`',
    kind: 'shared state',
    ...withPatch(
      '() => { const options = {}; return options.projectDebug === true ? 0 : busy(BASE); }',
      "Object.defineProperty(Object.prototype, 'projectDebug', { get() { busy(MORE); return false; }, enumerable: false });",
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by a `toJSON` that head adds to `Date.prototype`',
    kind: 'shared state',
    ...withPatch(
      '() => { JSON.stringify({ date }); return busy(BASE); }',
      'const before = Date.prototype.toJSON;\nDate.prototype.toJSON = function toJSON(key) { busy(MORE); return before.call(this, key); };',
      'const date = new Date(0);\n',
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by an `Error.prepareStackTrace` that head sets',
    kind: 'shared state',
    ...withPatch(
      "() => { const { stack } = new Error('x'); return stack === undefined ? 0 : busy(BASE); }",
      'Error.prepareStackTrace = (error) => { busy(BASE); return String(error); };',
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by an `Error.stackTraceLimit` that head raises',
    kind: 'shared state',
    ...withPatch(
      `() => { const down = (n) => (n === 0 ? new Error('x').stack : down(n - 1)); let length = 0; for (let i = 0; i < 3; i++) length = down(100).length; return length > 0; }`,
      'Error.stackTraceLimit = 200;',
    ),
    expected: FOUND,
  },
];

/** Head adds a patch before the same work; BASE and MORE stand for the counts. */
function withPatch(work: string, patch: string, before = ''): Pick<Way, 'base' | 'head'> {
  const counted = (text: string): string =>
    text.replaceAll('BASE', `${BASE_COUNT}`).replaceAll('MORE', `${MORE}`);
  const source = (patched: string): string =>
    counted(`${before}${BUSY}${patched}\nexport const work = ${work};\n`);
  return {
    base: { ...BENCHMARK, 'src/lib.mjs': source('') },
    head: { 'src/lib.mjs': source(patch) },
  };
}
