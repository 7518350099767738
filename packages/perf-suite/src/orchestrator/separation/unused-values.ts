import type { FunctionRan } from '../../wire/observation.js';
import type { CodeRan } from './code-of.js';

/** What the calls of one side ran. */
export interface CallsRan {
  readonly steady: CodeRan;
  readonly all: CodeRan;
}

/**
 * Returns functions that are handed a value which head changes and whose code for it does not run: what they skip,
 * and what they only return as a function. Empty where head changes more than values.
 */
export function unusedValues(base: CallsRan, head: CallsRan): FunctionRan[] {
  const changed = head.steady.functions.filter(({ hash }) => !base.steady.hashes.has(hash));
  const shapes = (code: CodeRan): Set<string> => new Set(code.functions.map((ran) => shapeOf(code, ran)));
  const inBase = shapes(base.steady);
  const inHead = shapes(head.steady);
  if (inBase.size !== inHead.size || [...inHead].some((shape) => !inBase.has(shape))) return [];
  return functionsLeaving(changed, head);
}

/** Returns functions that these call, and whose code for what they are handed does not run. */
export function functionsLeaving(callers: readonly FunctionRan[], { steady, all }: CallsRan): FunctionRan[] {
  return calledFrom(callers, steady).filter((ran) => leavesItsInput(ran, all));
}

/** A function's text that ran, with all numbers and strings alike. */
function shapeOf(code: CodeRan, ran: FunctionRan): string {
  return withoutValues(code.textThatRan(ran)) || ran.hash;
}

/** Stands for a number or string. */
export const VALUE = '\0';

/** @param take is given each value */
export function withoutValues(text: string, take?: (value: string) => void): string {
  const values = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|(?<![\w$])\d[\w.]*/g;
  return text.replace(values, (value) => {
    take?.(value);
    return VALUE;
  });
}

/** Functions that these call by name, and those that they call in turn. */
function calledFrom(from: readonly FunctionRan[], code: CodeRan): FunctionRan[] {
  const found = new Set<FunctionRan>();
  let left = from;
  while (left.length > 0) {
    const names = new Set(left.flatMap((ran) => calledNames(code.textThatRan(ran))));
    left = code.functions.filter((ran) => names.has(ran.name) && !found.has(ran));
    for (const ran of left) found.add(ran);
  }
  return [...found].filter((ran) => !from.includes(ran));
}

function calledNames(text: string): string[] {
  return [...text.matchAll(/([\w$]+)\s*\(/g)].map(([, name]) => name as string);
}

/** Tells whether text of a function that no call runs passes on what the function was given. */
function leavesItsInput(ran: FunctionRan, all: CodeRan): boolean {
  const whole = all.wholeText(ran);
  if (whole === null) return false;
  const unrun = all.textNotRun(ran);
  const parameters = parametersOf(whole).map((name) => `(?<![\\w$.])${escaped(name)}(?![\\w$])`);
  // What a constructor keeps, other methods may use.
  const kept = [...whole.matchAll(/\bthis\.(#?[\w$]+)\s*=(?!=)/g)].map(([, name]) => name as string);
  const properties = kept.map((name) => `\\.${escaped(name)}(?![\\w$])`);
  const restOfModule = kept.length === 0 ? '' : all.moduleTextNotRun(ran);
  return passesOn(unrun, parameters) || passesOn(restOfModule, properties);
}

/** Tells whether a call in this text has one of these among its arguments; what it throws costs nothing. */
function passesOn(text: string, patterns: readonly string[]): boolean {
  const left = text.replace(/\bthrow\b[^;\n]*|\bnew\s+\w*Error\b[^;\n]*/g, '');
  return patterns.some((pattern) => new RegExp(`[\\w$]\\s*\\([^()]*${pattern}`).test(left));
}

function parametersOf(text: string): string[] {
  const header =
    /^[^(=]*\(([^)]*)\)/.exec(text)?.[1] ?? /^\s*(?:async\s+)?([\w$]+)\s*=>/.exec(text)?.[1] ?? '';
  return header.match(/[A-Za-z_$][\w$]*/g) ?? [];
}

export function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}
