import { BASE_COUNT, BUSY, benchmark, changedLibrary, HEAD_COUNT } from '../project-snippets.js';
import { SAYS } from '../sentences.js';
import type { Expected, Way } from '../way.js';

/** A call that does a little on every path, so that there is something to time. */
const LITTLE = 4_000;

const notRun = (says: RegExp): Expected => ({ outcome: 'not-run', says });

/** Changes that what is timed does not reach. */
export const NEVER_RUN: readonly Way[] = [
  {
    name: 'left to a promise that is not awaited, from the 300th call on',
    kind: 'never run',
    base: changedLibrary((count) => `${BUSY}export const work = () => busy(${count});\n`).base,
    head: {
      'src/lib.mjs': `${BUSY}let n = 0;
export const work = () => (++n > 300 ? Promise.resolve().then(() => busy(${HEAD_COUNT})) : busy(${HEAD_COUNT}));
`,
    },
    expected: { outcome: 'refused', says: /returned a promise after earlier calls/ },
  },
  {
    name: 'memoised: every call but the first finds its result',
    kind: 'never run',
    ...changedLibrary(
      (count) => `${BUSY}const memo = new Map();
export function work(input = 7) {
  if (!memo.has(input)) memo.set(input, busy(${count}));
  return memo.get(input);
}
`,
    ),
    expected: notRun(SAYS.firstCallOnly),
  },
  {
    name: 'done in the first call only, which takes more than a second',
    kind: 'never run',
    ...changedLibrary(
      (count) => `${BUSY}let table;
function build(size) {
  let sum = 0;
  for (let i = 0; i < 5000; i++) sum += busy(size);
  return sum;
}
export function work() {
  table ??= build(${count});
  return busy(30_000) + table;
}
`,
    ),
    expected: notRun(SAYS.firstCallOnly),
  },
  {
    name: 'memoised, while the benchmark takes ten inputs in turn',
    kind: 'never run',
    ...changedLibrary(
      (count) => `${BUSY}const memo = new Map();
let calls = 0;
export function work() {
  const input = calls++ % 10;
  if (!memo.has(input)) memo.set(input, busy(${count}));
  return memo.get(input);
}
`,
    ),
    expected: notRun(SAYS.firstCallOnly),
  },
  {
    name: 'done once, when the first call needs its result',
    kind: 'never run',
    ...changedLibrary(
      (count) => `${BUSY}let table;\nexport const work = () => (table ??= busy(${count}));\n`,
    ),
    expected: notRun(SAYS.firstCallOnly),
  },
  {
    name: 'behind an LRU cache of the module',
    kind: 'never run',
    ...changedLibrary(
      (count) => `${BUSY}class Cache {
  #kept = new Map();
  get(key, make) {
    const known = this.#kept.get(key);
    this.#kept.delete(key);
    const value = known ?? make(key);
    this.#kept.set(key, value);
    if (this.#kept.size > 100) this.#kept.delete(this.#kept.keys().next().value);
    return value;
  }
}
const cache = new Cache();
const compute = () => busy(${count});
const inputs = ['a', 'b', 'c', 'd'];
export const work = () => inputs.map((input) => cache.get(input, compute)).length;
`,
    ),
    expected: notRun(SAYS.firstCallOnly),
  },
  {
    name: 'kept in a promise that the first call makes and all others await',
    kind: 'never run',
    ...changedLibrary(
      (count) =>
        `${BUSY}let loading;\nexport const work = () => (loading ??= Promise.resolve().then(() => busy(${count})));\n`,
    ),
    expected: notRun(SAYS.firstCallOnly),
  },
  {
    name: 'kept on the input, which is the same object in every call',
    kind: 'never run',
    base: { 'bench/work.bench.mjs': onInput(), 'src/lib.mjs': weakly(BASE_COUNT) },
    head: { 'src/lib.mjs': weakly(HEAD_COUNT) },
    expected: notRun(SAYS.firstCallOnly),
  },
  deferredBy('queueMicrotask', 'queueMicrotask(later)'),
  deferredBy('setImmediate', 'setImmediate(later)'),
  deferredBy('setTimeout', 'setTimeout(later, 0)'),
  deferredBy('process.nextTick', 'process.nextTick(later)'),
  deferredBy('a promise that nobody awaits', 'Promise.resolve().then(later)'),
  deferredBy(
    'a message to itself',
    'port.postMessage(0)',
    'const { port1, port2: port } = new MessageChannel();\nport1.onmessage = () => later();\nport1.unref();\n',
  ),
  {
    name: 'moved behind the return, into a `FinalizationRegistry`',
    kind: 'never run',
    ...changedLibrary(
      (count) => `${BUSY}const registry = new FinalizationRegistry((times) => busy(times));
export function work() {
  registry.register({}, ${count});
  return busy(${LITTLE});
}
`,
    ),
    expected: notRun(new RegExp(`${SAYS.deferred.source}|${SAYS.nothingDiffers.source}`, 'i')),
  },
  {
    name: 'left out in CI: `if (process.env.CI) return`',
    kind: 'never run',
    ...unreached('process.env.CI'),
    env: { CI: 'true' },
    expected: notRun(SAYS.nothingDiffers),
  },
  {
    name: 'left out in production: `if (process.env.NODE_ENV === "production") return`',
    kind: 'never run',
    ...unreached("process.env.NODE_ENV === 'production'"),
    env: { NODE_ENV: 'production' },
    expected: notRun(SAYS.nothingDiffers),
  },
  {
    name: 'done only with an argument of the command line that is not given',
    kind: 'never run',
    ...unreached("!process.argv.includes('--full')"),
    expected: notRun(SAYS.nothingDiffers),
  },
  {
    name: 'done on another platform only',
    kind: 'never run',
    ...unreached("process.platform !== 'aix'"),
    expected: notRun(SAYS.nothingDiffers),
  },
  {
    name: 'done for each element of an input that is empty',
    kind: 'never run',
    base: { 'bench/work.bench.mjs': forEach('[]'), 'src/lib.mjs': each(BASE_COUNT) },
    head: { 'src/lib.mjs': each(HEAD_COUNT) },
    expected: notRun(SAYS.nothingDiffers),
  },
  {
    name: 'done in `setup`, which is not timed',
    kind: 'never run',
    base: { 'bench/work.bench.mjs': inHook('setup'), 'src/lib.mjs': prepared(BASE_COUNT) },
    head: { 'src/lib.mjs': prepared(HEAD_COUNT) },
    expected: notRun(SAYS.nothingDiffers),
  },
  {
    name: 'done in `beforeEach`, which is not timed',
    kind: 'never run',
    base: { 'bench/work.bench.mjs': inHook('beforeEach'), 'src/lib.mjs': prepared(BASE_COUNT) },
    head: { 'src/lib.mjs': prepared(HEAD_COUNT) },
    expected: notRun(SAYS.nothingDiffers),
  },
  {
    name: 'switched off by a file that git ignores and only this folder has',
    kind: 'wrong files',
    ...changedLibrary(
      (count) => `import { existsSync, readFileSync } from 'node:fs';
${BUSY}const file = new URL('../flags.local.json', import.meta.url);
const { fast } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { fast: false };
export const work = () => busy(fast ? ${LITTLE} : ${count});
`,
    ),
    ignored: { 'flags.local.json': { fast: true } },
    expected: notRun(/flags\.local\.json/),
  },
  {
    name: 'not yet in the build output, which is committed and older than its source',
    kind: 'never run',
    base: { ...builtProject(), 'src/lib.mjs': builtFrom(BASE_COUNT), 'dist/lib.mjs': builtFrom(BASE_COUNT) },
    head: { 'src/lib.mjs': builtFrom(HEAD_COUNT) },
    expected: notRun(SAYS.stale),
  },
  {
    name: 'not yet in the build output, which git ignores and is older than its source',
    kind: 'never run',
    base: { ...builtProject(), 'src/lib.mjs': builtFrom(BASE_COUNT) },
    ignored: { 'dist/lib.mjs': builtFrom(BASE_COUNT) },
    head: { 'src/lib.mjs': builtFrom(HEAD_COUNT) },
    expected: notRun(SAYS.stale),
  },
  notStarted(
    'a generator function, whose call runs nothing',
    (count) => `export function* work() { yield busy(${count}); }`,
  ),
  notStarted(
    'an async generator function, whose call runs nothing',
    (count) => `export async function* work() { yield busy(${count}); }`,
  ),
  notStarted(
    'in a function that the call returns',
    (count) => `export const work = () => () => busy(${count});`,
  ),
  notStarted(
    'in an iterable that nobody iterates over',
    (count) => `export const work = () => ({ *[Symbol.iterator]() { yield busy(${count}); } });`,
  ),
  {
    ...notStarted(
      'behind a getter of the result that nobody reads',
      (count) => `export const work = () => ({ get value() { return busy(${count}); } });`,
    ),
    expected: notRun(SAYS.nothingDiffers),
  },
];

function deferredBy(what: string, schedule: string, before = ''): Way {
  return {
    name: `moved behind the return: by ${what.includes(' ') ? what : `\`${what}\``}`,
    kind: 'never run',
    // Once at a time, as a real debounce: or else a warm-up would pile up minutes of work.
    ...changedLibrary(
      (count) => `${BUSY}let scheduled = false;
const later = () => { scheduled = false; busy(${count}); };
${before}export function work() {
  if (!scheduled) { scheduled = true; ${schedule}; }
  return busy(${LITTLE});
}
`,
    ),
    expected: notRun(SAYS.deferred),
  };
}

/** The work that changes is done unless this holds, which it does. */
function unreached(condition: string): Pick<Way, 'base' | 'head'> {
  return changedLibrary(
    (count) => `${BUSY}export function work() {
  if (${condition}) return busy(${LITTLE});
  return busy(${count});
}
`,
  );
}

function notStarted(name: string, source: (count: number) => string): Way {
  return {
    name,
    kind: 'never run',
    ...changedLibrary((count) => `${BUSY}${source(count)}\n`),
    expected: notRun(SAYS.notStarted),
  };
}

function onInput(): string {
  return benchmark("import { work } from '../src/lib.mjs';\nconst input = {};", '() => work(input)');
}

function weakly(count: number): string {
  return `${BUSY}const known = new WeakMap();
export function work(input) {
  if (!known.has(input)) known.set(input, busy(${count}));
  return known.get(input) + busy(${LITTLE});
}
`;
}

function forEach(input: string): string {
  return benchmark("import { work } from '../src/lib.mjs';", `() => work(${input})`);
}

function each(count: number): string {
  return `${BUSY}export function work(items) {
  let done = busy(${LITTLE});
  for (const _ of items) done += busy(${count});
  return done;
}
`;
}

function inHook(hook: string): string {
  return benchmark(
    "import { prepare, work } from '../src/lib.mjs';",
    `{ ${hook}: () => { prepare(); }, run: () => work() }`,
  );
}

function prepared(count: number): string {
  return `${BUSY}export const prepare = () => busy(${count});\nexport const work = () => busy(${LITTLE * 5});\n`;
}

function builtProject(): Way['base'] {
  return {
    'package.json': {
      name: 'project',
      version: '1.0.0',
      private: true,
      exports: './dist/lib.mjs',
      scripts: { build: 'node build.mjs' },
    },
    'build.mjs': "import { cpSync } from 'node:fs';\ncpSync('src', 'dist', { recursive: true });\n",
    'bench/work.bench.mjs': benchmark("import { work } from '../dist/lib.mjs';", '() => work()'),
  };
}

function builtFrom(count: number): string {
  return `${BUSY}export const work = () => busy(${count});\n`;
}
