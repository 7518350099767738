import type { Way } from './way.js';

/**
 * Ways that go through the same part of perf-suite as a way beside them, by another means. They were tried, and are in
 * the table; `.ci/run` leaves them out, since each takes some twelve seconds. `HIDDEN_ALL=1` runs them.
 */
const SIBLINGS = [
  'a global variable that cannot be enumerated',
  'kept on `process`',
  'kept on `Module.prototype`',
  'a Map that hangs from a built-in function',
  '`http.globalAgent.options`',
  'a subscriber of a `diagnostics_channel`',
  'a listener of an `EventTarget`',
  'a trace that only head opens',
  'a method of `String.prototype` that each copy replaces',
  'a `Math.random` that head replaces',
  'a `Promise` that head replaces',
  'an `Object.assign` that head replaces',
  'a `structuredClone` that head replaces',
  'a method of `Buffer.prototype`',
  'a method of `EventEmitter.prototype`',
  'a function of `node:util`',
  'a `toJSON` that head adds',
  'an `Error.stackTraceLimit` that head raises',
  'dynamically by an `.js` file of a package of type `module`',
  'dynamically by a specifier that is computed',
  'required in the first call only, by a getter',
  'a file that the benchmark file itself reads beside it',
  'imported from a path made of `import.meta.dirname`',
  'required from `process.cwd()`',
  'made a function by `new Function`',
  'evaluated by `eval`',
  "an absolute path of head's checkout that is written out",
  'in a package of npm that is required through',
  '`spawnSync`, started in `process.cwd()`',
  '`spawnSync`, named by an absolute path',
  '`execFileSync`, named by `import.meta.url`',
  'a folder of PATH, from its own folder',
  'a program that a variable of the environment names',
  'named by `new URL(..., import.meta.url)`',
  "leaves in the user's home folder",
  "leaves in the user's cache folder",
  'that the first call leaves in `os.tmpdir()`',
  'a server on a Unix socket',
  'memoised, while the benchmark takes ten inputs in turn',
  'behind an LRU cache of the module',
  'kept in a promise that the first call makes',
  'by `setImmediate`',
  'by `process.nextTick`',
  'by a promise that nobody awaits',
  'by a message to itself',
  'left out in production',
  'done on another platform only',
  'which git ignores and is older than its source',
  'an async generator function',
  'in an iterable that nobody iterates over',
  'a constant that is handed to a function that memoises',
  'an argument for a stream that the call returns',
  'an argument for an object with a getter',
  'an argument that setTimeout hands on',
  'an argument that a promise that nobody awaits hands on',
  'ignores, required in a try block',
  'in `node_modules/.cache` of this folder',
  'which only `tsconfig.json` names',
  'while head replaces `process.hrtime.bigint`',
];

/** Returns whether `.ci/run` leaves a way out. */
export const isSibling = ({ name }: Way): boolean => SIBLINGS.some((part) => name.includes(part));

/** Returns the entries that name no way, as after a way was renamed. */
export const unknownSiblings = (ways: readonly Way[]): readonly string[] =>
  SIBLINGS.filter((part) => !ways.some(({ name }) => name.includes(part)));
