import type { FunctionRan } from '../../wire/observation.js';
import { type CallsRan, escaped, functionsLeaving, VALUE, withoutValues } from './unused-values.js';

/** A constant of a module, or a property of one, by its name. */
export interface Constant {
  readonly name: string;
  readonly isProperty: boolean;
}

/** A name or key and the value after it, at the end of a text. */
const NAMED = /([\w$]+)['"]?\s*(=|:)\s*$/;

/**
 * Returns the constants whose numbers or strings are all that changed in the lines of modules; null where more did,
 * or where something else holds the value.
 */
export function changedConstants({
  base,
  head,
}: {
  readonly base: readonly string[];
  readonly head: readonly string[];
}): Constant[] | null {
  if (base.length !== head.length) return null;
  const found = new Map<string, Constant>();
  for (const [at, line] of head.entries()) {
    const before = base[at] as string;
    if (line === before) continue;
    const constants = withoutValues(line) === withoutValues(before) ? constantsIn(before, line) : null;
    if (constants === null) return null;
    for (const one of constants) found.set(one.name, one);
  }
  return withDependents([...found.values()], head);
}

function constantsIn(base: string, head: string): Constant[] | null {
  const [values, shape] = [valuesOf(base), withoutValues(head).split(VALUE)];
  const changed = valuesOf(head).flatMap((value, at) => (value === values[at] ? [] : [at]));
  const found: Constant[] = [];
  for (const at of changed) {
    const named = NAMED.exec(shape[at] ?? '');
    if (named === null) return null;
    found.push({ name: named[1] as string, isProperty: named[2] === ':' });
  }
  return found;
}

function valuesOf(line: string): string[] {
  const values: string[] = [];
  withoutValues(line, (value) => values.push(value));
  return values;
}

/** Other lines may use a constant for another; null where they do more with it. */
function withDependents(constants: Constant[], lines: readonly string[]): Constant[] | null {
  const all = [...constants];
  for (const { name, isProperty } of all) {
    for (const line of lines) {
      for (const { index } of line.matchAll(used({ name, isProperty }))) {
        const before = line.slice(0, index);
        if (/(?:const|let|var)\s*$/.test(before)) continue;
        const named = isProperty ? null : NAMED.exec(before);
        // What a call is given, it may use in any way.
        if (named === null || before.includes('(')) return null;
        const next = { name: named[1] as string, isProperty: named[2] === ':' };
        if (!all.some((one) => one.name === next.name)) all.push(next);
      }
    }
  }
  return all;
}

/** Returns functions of measured calls that leave these constants, or what they are handed of them, unused. */
export function unusedConstants(constants: readonly Constant[], calls: CallsRan): FunctionRan[] {
  const { steady, all } = calls;
  const patterns = constants.map(used);
  const uses = (text: string): boolean => patterns.some((pattern) => text.search(pattern) >= 0);
  const users = steady.functions.filter((ran) => uses(steady.textThatRan(ran)));
  if (users.length > 0) return functionsLeaving(users, calls);
  return steady.functions.filter((ran) => ran.name !== '' && uses(all.textNotRun(ran)));
}

function used({ name, isProperty }: Constant): RegExp {
  const word = `${escaped(name)}(?![\\w$])`;
  // As a property, or taken out of an object by its name.
  return isProperty
    ? new RegExp(
        `\\.${word}|['"]${escaped(name)}['"]\\]|\\{[\\s\\w$,:]*(?<![\\w$])${word}(?!\\s*:\\s*[\\d'"])[\\s\\w$,:]*\\}`,
        'g',
      )
    : new RegExp(`(?<![\\w$.])${word}(?!['"]?\\s*:)`, 'g');
}
