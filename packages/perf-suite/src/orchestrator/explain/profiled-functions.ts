import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionText, ProfiledMessage, ScriptFunctions } from '../../wire/profile.js';
import { CALL_LOOP, HOOK_CALL } from '../../wire/profile.js';
import type { VariantSource } from '../../wire/protocol.js';
import { type SourceMaps, sourcePlace } from '../processes/map-stack.js';

/** A function of one variant, as profiles of several processes show it. */
export interface ProfiledFunction {
  /** The same in all processes of the variant. */
  readonly key: string;
  readonly name: string;
  /** Relative to the variant's folder, forward slashes; null for what is no file's. */
  readonly file: string | null;
  readonly line: number | null;
  /** Of its own text; null where that is not known. */
  readonly hash: string | null;
  readonly kind: FunctionKind;
  /** Key of the function that it counts as: one without a name is part of the named one that it is written in. */
  readonly owner: string;
}

/**
 * Whose a function is: `code`, the project's or a dependency's; `runtime`, Node's or the engine's; `state`, no function
 * but what the engine did, such as collecting garbage; `loop`, what makes the calls; `tool`, of this tool; `hook`, a
 * hook of the benchmark's, with all that it calls.
 */
export type FunctionKind = 'code' | 'runtime' | 'state' | 'loop' | 'tool' | 'hook';

interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Code may compute names of any length. */
const LONGEST_NAME = 200;

export const GARBAGE_COLLECTOR = '(garbage collector)';
/** The text of a file outside of its functions. */
export const MODULE = '(module)';

/** This package as it runs, and others that a worker loads for itself. */
const OWN_FOLDER = join(
  dirname(createRequire(import.meta.url).resolve('perf-suite/package.json')),
  'dist',
  sep,
);
const TOOL_PACKAGE = /[/\\]node_modules[/\\](?:tinybench|esbuild|perf-suite|@perf-suite[/\\][\w-]+)[/\\]/;

function isOfTool(path: string): boolean {
  return path.startsWith(OWN_FOLDER) || TOOL_PACKAGE.test(path);
}

export interface NamingContext {
  readonly source: VariantSource;
  readonly cacheFolder: string;
}

/** Tells which function each frame of a variant's profiles is of. */
export class FunctionNames {
  readonly functions = new Map<string, ProfiledFunction>();
  readonly #context: NamingContext;
  readonly #maps: SourceMaps = new Map();

  constructor(context: NamingContext) {
    this.#context = context;
  }

  /** Returns a way to look up the frames of one process's profile. */
  ofProfile({ scripts }: Pick<ProfiledMessage, 'scripts'>): (frame: CallFrame) => ProfiledFunction {
    const byScript = new Map(scripts.map((script) => [script.scriptId, script]));
    // Also those that no sample is of: on the other side there may be some.
    for (const script of scripts) {
      if (isOfTool(script.path)) continue;
      const owners = ownersIn(script.functions);
      for (const one of script.functions) this.#ofScript(script.path, one, owners.get(one));
    }
    return (frame) => this.#functionOf(frame, byScript.get(frame.scriptId));
  }

  /** Returns the function at a place of a file (line and column from 1), or null. */
  at(
    scripts: readonly ScriptFunctions[],
    path: string,
    line: number,
    column: number,
  ): ProfiledFunction | null {
    const script = scripts.find((one) => one.path === path);
    const found = script && innermost(script.functions, line - 1, column - 1);
    if (script === undefined || found == null) return null;
    const called = this.functions.get(keyOf(path, found));
    return this.functions.get(called?.owner ?? '') ?? called ?? null;
  }

  #functionOf(frame: CallFrame, script: ScriptFunctions | undefined): ProfiledFunction {
    const { functionName, url, scriptId, lineNumber, columnNumber } = frame;
    if (url === '' && functionName === CALL_LOOP && scriptId !== '0') return this.#without('loop', CALL_LOOP);
    if (/^\((?:garbage collector|program|idle)\)$/.test(functionName) && url === '')
      return this.#without('state', functionName);
    if (functionName === '(root)' && url === '') return this.#without('tool', functionName);
    if (url.startsWith('node:inspector')) return this.#without('hook', url);
    if (url.startsWith('node:') || url === '' || url.startsWith('evalmachine')) {
      return this.#without(
        'runtime',
        url === '' ? functionName || '(native code)' : `${functionName} (${url})`,
      );
    }
    const path = pathOf(url);
    if (isOfTool(path)) return this.#without(functionName === HOOK_CALL ? 'hook' : 'tool', functionName);
    const known = script && innermost(script.functions, lineNumber, columnNumber);
    if (known != null) return this.#ofScript(path, known);
    const start = { line: lineNumber, column: columnNumber };
    return this.#ofScript(path, { name: functionName, start, end: start, hash: null });
  }

  #ofScript(
    path: string,
    text: Omit<FunctionText, 'hash'> & { readonly hash: string | null },
    owner?: FunctionText,
  ): ProfiledFunction {
    const { name, start, hash } = text;
    const key = keyOf(path, text);
    const known = this.functions.get(key);
    if (known !== undefined) return known;
    const { cacheFolder } = this.#context;
    const place = sourcePlace(
      path,
      { line: start.line + 1, column: start.column + 1 },
      cacheFolder,
      this.#maps,
    );
    const isModule = start.line === 0 && start.column === 0;
    const withoutName = owner === undefined ? '(anonymous)' : `(anonymous) in ${owner.name}`;
    return this.#add({
      key,
      name: (name || (isModule ? MODULE : withoutName)).slice(0, LONGEST_NAME),
      file: this.#fileName(path),
      line: place.line,
      hash,
      kind: 'code',
      owner: owner === undefined ? key : keyOf(path, owner),
    });
  }

  #without(kind: FunctionKind, name: string): ProfiledFunction {
    const key = `${kind} ${name}`;
    return (
      this.functions.get(key) ??
      this.#add({ key, name, file: null, line: null, hash: null, kind, owner: key })
    );
  }

  #add(one: ProfiledFunction): ProfiledFunction {
    this.functions.set(one.key, one);
    return one;
  }

  /** Both variants' name for a file: where it lies in its checkout, or in its package. */
  #fileName(path: string): string {
    const { folder, packages } = this.#context.source;
    const name = forward(path);
    const inPackage = name.lastIndexOf('/node_modules/');
    if (inPackage >= 0) return name.slice(inPackage + 1);
    for (const [packageName, packageFolder] of Object.entries(packages)) {
      const way = wayInto(packageFolder, path);
      if (way !== null) return `node_modules/${packageName}/${way}`;
    }
    return wayInto(folder, path) ?? name;
  }
}

/** A module and its first function may start at the same place. */
function keyOf(path: string, { start, end }: Pick<FunctionText, 'start' | 'end'>): string {
  return `${path}:${start.line}:${start.column}-${end.line}:${end.column}`;
}

/** For each function without a name that is written in one with a name: the innermost such. Functions nest, and never overlap. */
function ownersIn(functions: readonly FunctionText[]): Map<FunctionText, FunctionText> {
  const owners = new Map<FunctionText, FunctionText>();
  const around: FunctionText[] = [];
  // Of two that start together the longer one is around the other.
  const inOrder = [...functions].sort((a, b) => compare(a.start, b.start) || compare(b.end, a.end));
  for (const one of inOrder) {
    while (around.length > 0 && compare((around.at(-1) as FunctionText).end, one.start) <= 0) around.pop();
    const owner = around.at(-1);
    if (one.name !== '') around.push(one);
    else if (owner !== undefined) owners.set(one, owner);
  }
  return owners;
}

/** The innermost function that a place lies in. */
function innermost(functions: readonly FunctionText[], line: number, column: number): FunctionText | null {
  let found: FunctionText | null = null;
  for (const one of functions) {
    if (isBefore({ line, column }, one.start) || isBefore(one.end, { line, column })) continue;
    if (found === null || !isBefore(one.start, found.start)) found = one;
  }
  return found;
}

function compare(a: FunctionText['start'], b: FunctionText['start']): number {
  return a.line - b.line || a.column - b.column;
}

function isBefore(a: FunctionText['start'], b: FunctionText['start']): boolean {
  return compare(a, b) < 0;
}

function pathOf(url: string): string {
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}

function wayInto(folder: string, path: string): string | null {
  const way = relative(folder, path);
  return way === '' || way.startsWith('..') || isAbsolute(way) ? null : forward(way);
}

function forward(path: string): string {
  return path.split(sep).join('/');
}
