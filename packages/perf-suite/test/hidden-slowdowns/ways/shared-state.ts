import {
  BASE_COUNT,
  BENCHMARK,
  BUSY,
  benchmark,
  changedLibrary,
  HEAD_COUNT,
  library,
} from '../project-snippets.js';
import type { Way } from '../way.js';

/** Head's count where it is to be just 12 % more. */
const SLIGHT_COUNT = BASE_COUNT * 1.12;

const FOUND = { outcome: 'found' } as const;

/** State of the process that the first copy of the code leaves for the second. */
export const SHARED_STATE: readonly Way[] = [
  {
    name: 'kept under a symbol that the whole process shares: `globalThis[Symbol.for(...)] ??=`',
    kind: 'shared code',
    ...changedLibrary(
      (
        count,
      ) => `${BUSY}const registry = (globalThis[Symbol.for('project.registry')] ??= { work: () => busy(${count}) });
export const work = () => registry.work();
`,
    ),
    expected: FOUND,
  },
  {
    name: 'kept in a global variable: `globalThis.project ??=`',
    kind: 'shared code',
    ...changedLibrary(
      (count) => `${BUSY}globalThis.project ??= { work: () => busy(${count}) };
export const work = () => globalThis.project.work();
`,
    ),
    expected: FOUND,
  },
  {
    name: 'kept in a global variable that cannot be enumerated',
    kind: 'shared code',
    ...changedLibrary(
      (
        count,
      ) => `${BUSY}if (!('__project' in globalThis)) Object.defineProperty(globalThis, '__project', { value: () => busy(${count}), enumerable: false });
export const work = () => globalThis.__project();
`,
    ),
    expected: FOUND,
  },
  {
    name: 'kept in a global variable that only the first call makes',
    kind: 'shared code',
    ...changedLibrary(
      (
        count,
      ) => `${BUSY}export const work = () => (globalThis.projectPool ??= { work: () => busy(${count}) }).work();
`,
    ),
    expected: FOUND,
  },
  {
    name: 'kept on `process`',
    kind: 'shared code',
    ...changedLibrary(
      (count) => `${BUSY}process.project ??= { work: () => busy(${count}) };
export const work = () => process.project.work();
`,
    ),
    expected: FOUND,
  },
  {
    name: 'sized by a property that the first copy gives to a built-in function',
    kind: 'shared state',
    ...changedLibrary(
      (count) => `${BUSY}const count = (process.hrtime.projectCount ??= ${count});
export const work = () => busy(count);
`,
    ),
    head: {
      // Too little for the comparison of one process with two.
      'src/lib.mjs': `${BUSY}const count = (process.hrtime.projectCount ??= ${SLIGHT_COUNT});
export const work = () => busy(count);
`,
    },
    args: ['--min-effect', '3%', '--rounds', '24'],
    expected: FOUND,
  },
  {
    name: 'sized by an environment variable that the first copy sets',
    kind: 'shared state',
    ...changedLibrary(
      (count) => `${BUSY}process.env.PROJECT_COUNT ??= '${count}';
const count = Number(process.env.PROJECT_COUNT);
export const work = () => busy(count);
`,
    ),
    expected: FOUND,
  },
  {
    name: 'put into `require.cache` by the first copy, under a name of its own',
    kind: 'shared code',
    ...changedLibrary((count) =>
      `import { createRequire, Module } from 'node:module';
${BUSY}const require = createRequire(import.meta.url);
const name = '/virtual/project.js';
if (require.cache[name] === undefined) {
  const made = new Module(name);
  made.exports = { work: () => busy(${count}) };
  made.loaded = true;
  require.cache[name] = made;
}
export const work = () => require(name).work();
`.replace('require(name)', 'require.cache[name].exports'),
    ),
    expected: FOUND,
  },
  {
    name: 'kept on `Module.prototype`',
    kind: 'shared code',
    base: {
      'bench/work.bench.js':
        "const { suite } = require('perf-suite');\nconst { work } = require('../src/lib.js');\nmodule.exports = suite(({ bench }) => { bench('work', () => work()); });\n",
      'src/lib.js': onModulePrototype(BASE_COUNT),
    },
    head: { 'src/lib.js': onModulePrototype(HEAD_COUNT) },
    expected: FOUND,
  },
  {
    name: 'kept in a Map that hangs from a built-in function',
    kind: 'shared code',
    ...changedLibrary(
      (count) => `${BUSY}const registry = (JSON.parse.project ??= new Map());
if (!registry.has('work')) registry.set('work', () => busy(${count}));
export const work = () => registry.get('work')();
`,
    ),
    expected: FOUND,
  },
  {
    name: 'kept in an object of a built-in module: `http.globalAgent.options`',
    kind: 'shared code',
    ...changedLibrary(
      (count) => `import http from 'node:http';
${BUSY}http.globalAgent.options.project ??= () => busy(${count});
export const work = () => http.globalAgent.options.project();
`,
    ),
    expected: FOUND,
  },
  {
    name: 'done by a listener of `process` events: both copies hear each event',
    kind: 'shared state',
    ...changedLibrary(
      (count) => `${BUSY}process.on('project:work', () => busy(${count}));
export const work = () => process.emit('project:work');
`,
    ),
    expected: FOUND,
  },
  {
    name: 'done by a subscriber of a `diagnostics_channel`: both copies hear each message',
    kind: 'shared state',
    ...changedLibrary(
      (count) => `import { channel, subscribe } from 'node:diagnostics_channel';
${BUSY}subscribe('project:work', () => busy(${count}));
const work_ = channel('project:work');
export const work = () => { work_.publish({}); return 1; };
`,
    ),
    expected: FOUND,
  },
  {
    name: 'done by a listener of an `EventTarget` that the process shares',
    kind: 'shared state',
    ...changedLibrary(
      (count) => `${BUSY}const target = (globalThis[Symbol.for('project.events')] ??= new EventTarget());
target.addEventListener('work', () => busy(${count}));
export const work = () => target.dispatchEvent(new Event('work'));
`,
    ),
    expected: FOUND,
  },
  {
    name: 'made slower by async hooks that only head switches on',
    kind: 'shared state',
    base: { ...BENCHMARK, 'src/lib.mjs': awaiting('') },
    head: {
      'src/lib.mjs': awaiting(
        "import { createHook } from 'node:async_hooks';\ncreateHook({ init() {}, before() {}, after() {}, promiseResolve() {} }).enable();\n",
      ),
    },
    expected: FOUND,
  },
  {
    name: 'made slower by a trace that only head opens on a channel of Node',
    kind: 'shared state',
    base: { ...BENCHMARK, 'src/lib.mjs': published('') },
    head: {
      'src/lib.mjs': published(
        `channel('project:step').subscribe(() => busy(${HEAD_COUNT - BASE_COUNT}));\n`,
      ),
    },
    expected: FOUND,
  },
  {
    name: 'done on a fixture that `setup` puts under `globalThis`, if none is there',
    kind: 'shared state',
    base: {
      'bench/work.bench.mjs': benchmark(
        "import { make } from '../src/lib.mjs';",
        '{ setup: () => { globalThis.fixture ??= make(); }, run: () => globalThis.fixture.work() }',
      ),
      'src/lib.mjs': making(BASE_COUNT),
    },
    head: { 'src/lib.mjs': making(HEAD_COUNT) },
    expected: FOUND,
  },
  {
    name: 'done by globals that a file given to `--import` defines from head',
    kind: 'shared code',
    base: {
      'bench/work.bench.mjs': benchmark('', '() => globalThis.projectWork()'),
      'src/lib.mjs': library(BASE_COUNT),
      'preload.mjs': "import { work } from './src/lib.mjs';\nglobalThis.projectWork = work;\n",
    },
    head: { 'src/lib.mjs': library(HEAD_COUNT) },
    args: ['--node-flags', '--import=./preload.mjs'],
    expected: FOUND,
  },
];

function onModulePrototype(count: number): string {
  return `${BUSY}const { Module } = require('node:module');
Module.prototype.projectWork ??= () => busy(${count});
exports.work = () => module.constructor.prototype.projectWork();
`;
}

function awaiting(before: string): string {
  return `${before}export const work = async () => {
  let sum = 0;
  for (let i = 0; i < 300; i++) sum += await i;
  return sum;
};
`;
}

function published(before: string): string {
  return `import { channel } from 'node:diagnostics_channel';
${BUSY}${before}const step = channel('project:step');
export const work = () => { if (step.hasSubscribers) step.publish({}); return busy(${BASE_COUNT}); };
`;
}

function making(count: number): string {
  return `${BUSY}export const make = () => ({ work: () => busy(${count}) });\n`;
}
