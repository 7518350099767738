import dns from 'node:dns';
import events from 'node:events';
import { existsSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import Module, { createRequire } from 'node:module';
import net from 'node:net';
import { isAbsolute } from 'node:path';
import streams from 'node:stream';
import util from 'node:util';
import { InnerState } from './inner-state.js';

const require = createRequire(import.meta.url);

/** Built-in modules that code may patch for all that is in the process. */
const MODULES = [
  'assert',
  'async_hooks',
  'buffer',
  'child_process',
  'crypto',
  'diagnostics_channel',
  'events',
  'fs',
  'http',
  'https',
  'net',
  'os',
  'path',
  'perf_hooks',
  'stream',
  'string_decoder',
  'timers',
  'url',
  'util',
  'vm',
  'zlib',
];

/** Objects that no global name leads to, yet every loop, generator and promise goes through. */
const HIDDEN: Readonly<Record<string, object>> = {
  'array iterators': prototypeOf([].values()),
  'map iterators': prototypeOf(new Map().values()),
  'set iterators': prototypeOf(new Set().values()),
  'string iterators': prototypeOf(''[Symbol.iterator]()),
  'regular expression iterators': prototypeOf(''.matchAll(/x/g)),
  iterators: prototypeOf(prototypeOf([].values())),
  generators: prototypeOf(prototypeOf((function* () {})())),
  'async generators': prototypeOf(prototypeOf((async function* () {})())),
  'typed arrays': prototypeOf(Uint8Array),
  'the prototype of typed arrays': prototypeOf(Uint8Array.prototype),
  'async functions': prototypeOf(async () => {}),
};

/** Listeners that only an end of the process, or a signal, calls: they touch no measurement. */
const LISTENED_AT_THE_END =
  /^(?:exit|beforeExit|SIG[A-Z0-9]+|uncaughtException|uncaughtExceptionMonitor|unhandledRejection|rejectionHandled|warning|newListener|removeListener)$/;

/**
 * Helpers of TypeScript that tslib also makes global when it is loaded, which most packages that need it never use.
 * Where they are called as globals, both sides run the same copy of them, which is seen.
 */
const TSLIB_HELPER =
  /^__(?:extends|assign|rest|decorate|param|esDecorate|runInitializers|propKey|setFunctionName|metadata|awaiter|generator|exportStar|createBinding|values|read|spread|spreadArrays|spreadArray|await|asyncGenerator|asyncDelegator|asyncValues|makeTemplateObject|importStar|importDefault|classPrivateField(?:Get|Set|In)|addDisposableResource|disposeResources|rewriteRelativeImportExtension)$/;

/** What an object's properties hold: a value, or the function that gives it. */
type Properties = Map<PropertyKey, unknown>;

/**
 * Watches the state that both sides would share in one process: globals, built-ins and their prototypes, built-in
 * modules, and what belongs to the process. It sees what an object's own properties are, and what is added to the
 * functions among them, not what is inside other values.
 */
export class SharedState {
  readonly #objects: readonly {
    readonly name: string;
    readonly object: object;
    readonly known: Properties;
  }[];
  readonly #values: Properties = new Map();
  readonly #inner: InnerState;

  constructor() {
    touchWhatIsDefinedLate();
    const roots = rootsOf();
    this.#inner = new InnerState(roots);
    this.#objects = [...roots].map(([name, object]) => ({ name, object, known: new Map() }));
    this.changes();
  }

  /** Names what is not as it was when last asked, as code would: `Array.prototype.at`, `process.env.CI`. */
  changes(): string[] {
    const changed: string[] = [];
    for (const { name, object, known } of this.#objects) {
      for (const key of updateFrom(object, known)) {
        if (!isExpected(name, key)) changed.push(memberName(name, key));
      }
    }
    const values = processValues();
    const ofProcess: PropertyKey[] = [];
    for (const [name, value] of values) note(name, value, this.#values, ofProcess);
    const gone = [...ofProcess, ...forgetGone(this.#values, new Set(values.keys()))].map(String);
    return [...changed, ...gone, ...this.#inner.changes()];
  }
}

/** Node defines these when they are first used, which is no change. */
function touchWhatIsDefinedLate(): void {
  for (const key of Reflect.ownKeys(globalThis)) {
    try {
      Reflect.get(globalThis, key);
    } catch {
      // Not for everyone: localStorage, for one, wants a flag.
    }
  }
  void [process.stdout, process.stderr, process.stdin, process.report, process.allowedNodeEnvironmentFlags];
}

function rootsOf(): Map<string, object> {
  const roots = new Map<string, object>([
    ['globalThis', globalThis],
    ['process', process],
    ['module', Module],
  ]);
  const known = new Set<object>(roots.values());
  const add = (name: string, object: unknown): void => {
    if ((typeof object !== 'object' && typeof object !== 'function') || object === null || known.has(object))
      return;
    known.add(object);
    roots.set(name, object);
  };
  for (const key of Object.getOwnPropertyNames(globalThis)) {
    const value = readProperty(globalThis, key);
    add(key, value);
    add(`${key}.prototype`, prototypeOfClass(value));
  }
  for (const key of Object.getOwnPropertyNames(Intl)) {
    const value = readProperty(Intl, key);
    add(`Intl.${key}`, value);
    add(`Intl.${key}.prototype`, prototypeOfClass(value));
  }
  for (const name of MODULES) {
    // What `require` gives: its properties can be assigned, and then reach all importers.
    const module = require(`node:${name}`) as object;
    add(name, module);
    for (const key of Object.getOwnPropertyNames(module)) {
      const value = readProperty(module, key);
      add(`${name}.${key}.prototype`, prototypeOfClass(value));
      if (isPlainObject(value)) add(`${name}.${key}`, value);
    }
  }
  for (const [name, object] of Object.entries(HIDDEN)) roots.set(name, object);
  roots.set('module.prototype', Module.prototype);
  roots.set('require.cache', require.cache);
  roots.set('require.extensions', (Module as unknown as { _extensions: object })._extensions);
  roots.set('process.env', process.env);
  return roots;
}

/** Returns what Node itself changes as code runs. */
function isExpected(object: string, key: PropertyKey): boolean {
  if (object === 'process') return /^_events(?:Count)?$|^_maxListeners$/.test(String(key));
  // A module that was loaded, or dropped to be loaded again: its name is its own file, which base may lack.
  if (object === 'require.cache')
    return (
      isAbsolute(String(key)) && (existsSync(String(key)) || require.cache[String(key)] instanceof Module)
    );
  if (object === 'globalThis' && typeof key === 'string' && TSLIB_HELPER.test(key))
    return typeof Reflect.get(globalThis, key) === 'function';
  return typeof key === 'symbol' && /^(?:undici|nodejs)\./.test(Symbol.keyFor(key) ?? '');
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The prototype of a class; undefined for what is none. */
function prototypeOfClass(value: unknown): unknown {
  const prototype: unknown = typeof value === 'function' ? Reflect.get(value, 'prototype') : undefined;
  const isUsed = typeof prototype === 'object' && prototype !== null && Reflect.ownKeys(prototype).length > 1;
  return isUsed ? prototype : undefined;
}

function readProperty(object: object, key: string): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  try {
    return descriptor === undefined ? undefined : Reflect.get(object, key);
  } catch {
    return undefined;
  }
}

/** Takes over an object's own properties, and returns the keys of what is new, other or gone. */
function updateFrom(object: object, known: Properties): PropertyKey[] {
  const keys = Reflect.ownKeys(object);
  const changed: PropertyKey[] = [];
  note(PROTOTYPE, Object.getPrototypeOf(object), known, changed);
  for (const key of keys) {
    const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
    note(key, descriptor?.get ?? descriptor?.value, known, changed);
  }
  return [
    ...changed,
    ...(keys.length + 1 === known.size ? [] : forgetGone(known, new Set([PROTOTYPE, ...keys]))),
  ];
}

function note(key: PropertyKey, value: unknown, known: Properties, changed: PropertyKey[]): void {
  const before = known.get(key);
  if (Object.is(before, value) && (before !== undefined || known.has(key))) return;
  known.set(key, value);
  changed.push(key);
}

function forgetGone(known: Properties, present: ReadonlySet<PropertyKey>): PropertyKey[] {
  const gone = [...known.keys()].filter((key) => !present.has(key));
  for (const key of gone) known.delete(key);
  return gone;
}

/** Stands for an object's prototype among its properties. */
const PROTOTYPE = Symbol('its prototype');

function processValues(): Map<string, unknown> {
  const values = new Map<string, unknown>([
    ['the working directory (process.chdir)', process.cwd()],
    ['process.umask', process.umask()],
    ['process.title', process.title],
    ['the performance timeline (performance.mark, performance.measure)', timelineLength()],
    ['events.defaultMaxListeners', events.defaultMaxListeners],
    [
      'the default size of stream buffers',
      `${streams.getDefaultHighWaterMark(false)} ${streams.getDefaultHighWaterMark(true)}`,
    ],
    ['net.setDefaultAutoSelectFamily', net.getDefaultAutoSelectFamily()],
    ['dns.setDefaultResultOrder', dns.getDefaultResultOrder()],
    ...optionsOf('util.inspect.defaultOptions', util.inspect.defaultOptions),
    ...optionsOf('http.globalAgent', http.globalAgent),
    ...optionsOf('https.globalAgent', https.globalAgent),
  ]);
  for (const event of process.eventNames()) {
    if (LISTENED_AT_THE_END.test(String(event))) continue;
    for (const [i, listener] of process.rawListeners(event).entries()) {
      values.set(`process.on(${JSON.stringify(String(event))}) number ${i + 1}`, listener);
    }
  }
  return values;
}

/** Entries of code's own: Node adds those of what it fetches. */
function timelineLength(): number {
  return performance.getEntriesByType('mark').length + performance.getEntriesByType('measure').length;
}

/** Simple values that an object of options holds. */
function optionsOf(name: string, options: object): [string, unknown][] {
  const simple = Object.entries(options).filter(
    ([, value]) => typeof value !== 'object' && typeof value !== 'function',
  );
  // What an agent counts as it works is no option.
  return simple
    .filter(([key]) => !/^(?:totalSocketCount|_|sockets)/.test(key))
    .map(([key, value]) => [`${name}.${key}`, value]);
}

function memberName(object: string, key: PropertyKey): string {
  if (key === PROTOTYPE) return `the prototype of ${object}`;
  if (typeof key === 'symbol') return `${object}[${symbolName(key)}]`;
  return /^[A-Za-z_$][\w$]*$/.test(String(key))
    ? `${object}.${String(key)}`
    : `${object}[${JSON.stringify(key)}]`;
}

function symbolName(symbol: symbol): string {
  const registered = Symbol.keyFor(symbol);
  return registered === undefined ? String(symbol) : `Symbol.for(${JSON.stringify(registered)})`;
}

function prototypeOf(value: object): object {
  return Object.getPrototypeOf(value) as object;
}
