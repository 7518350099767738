import { readFile } from 'node:fs/promises';
import { describeValue, PerfError } from '@perf-suite/schema';
import { decodeText } from '@perf-suite/schema/plain-text';
import { type JSONVisitor, type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';

/**
 * Returns what a JSON file of settings holds.
 * @param name how messages call it
 * @throws {PerfError} `bad-config` naming line and column of what is no JSON, and of a key that is there twice
 */
export async function readJsonConfig(path: string, name: string): Promise<unknown> {
  const text = decodeText(await readFile(path), name);
  const problem = firstProblem(text);
  try {
    const value: unknown = JSON.parse(text);
    if (problem !== null) throw badConfig(name, problem);
    return value;
  } catch (cause) {
    if (cause instanceof PerfError) throw cause;
    throw badConfig(name, problem ?? unknownProblem(cause));
  }
}

interface Problem {
  /** `:3:14`; empty where the place is not known. */
  readonly place: string;
  readonly expected: string;
  readonly found: string;
  readonly hint?: string;
}

function badConfig(name: string, { place, expected, found, hint }: Problem): PerfError {
  const message = `${name}${place}: expected ${expected}, found ${found}`;
  return new PerfError('bad-config', message, hint === undefined ? {} : { hint });
}

function unknownProblem(cause: unknown): Problem {
  const found = `something else: ${cause instanceof Error ? cause.message : String(cause)}`;
  return { place: '', expected: 'JSON', found };
}

/** Returns what comes first in the text: a comment, a comma too many, a key said twice or another mistake; null for none. */
function firstProblem(text: string): Problem | null {
  const problems: Problem[] = [];
  const keysOf: Set<string>[] = [];
  let comma: string | null = null;
  const placeOf = (line: number, column: number): string => `:${line + 1}:${column + 1}`;
  const visitor: JSONVisitor = {
    onComment: (_offset, _length, line, column) => void problems.push(comment(placeOf(line, column))),
    onObjectBegin: () => void keysOf.push(new Set()),
    onObjectEnd: () => void keysOf.pop(),
    onObjectProperty: (key, _offset, _length, line, column) => {
      if (keysOf.at(-1)?.has(key)) problems.push(saidTwice(key, placeOf(line, column)));
      keysOf.at(-1)?.add(key);
      comma = null;
    },
    onSeparator: (character, _offset, _length, line, column) => {
      comma = character === ',' ? placeOf(line, column) : null;
    },
    onError: (code, offset, length, line, column) => {
      const isLast = comma !== null && /^[}\]]/.test(text.slice(offset));
      const word = text.slice(offset, offset + length);
      problems.push(isLast ? lastComma(comma ?? '') : misplaced(word, code, placeOf(line, column)));
    },
  };
  visit(text, visitor);
  return problems[0] ?? null;
}

function comment(place: string): Problem {
  const hint = 'JSON has no comments: remove it, or write the settings in a perf.config.ts.';
  return { place, expected: 'JSON', found: 'a comment', hint };
}

function lastComma(place: string): Problem {
  return { place, expected: 'JSON', found: 'a comma after the last entry', hint: 'Remove the comma.' };
}

function saidTwice(key: string, place: string): Problem {
  const hint = 'Remove one of them: only the last would count.';
  return { place, expected: 'each key once', found: `${describeValue(key)} a second time`, hint };
}

/** By the names that jsonc-parser gives to mistakes. */
const EXPECTED: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'a key in double quotes',
  ValueExpected: 'a value',
  ColonExpected: 'a colon',
  CommaExpected: 'a comma',
  CloseBraceExpected: '}',
  CloseBracketExpected: ']',
  EndOfFileExpected: 'nothing more',
  UnexpectedEndOfString: 'a text that ends on its line',
  InvalidEscapeCharacter: 'a text without such a backslash',
};

function misplaced(word: string, code: ParseErrorCode, place: string): Problem {
  const expected = EXPECTED[printParseErrorCode(code)] ?? 'JSON';
  const found = word.trim() === '' ? 'the end of the file' : describeValue(word);
  const hint = /^['A-Za-z_$]/.test(word)
    ? { hint: 'Write keys and strings in double quotes: "env": "ci"' }
    : {};
  return { place, expected, found, ...hint };
}
