import type * as v from 'valibot';
import { keysExpected } from './closed-object.js';
import { closestWord } from './closest-word.js';
import { describeValue } from './describe-value.js';

type Issue = v.BaseIssue<unknown>;

/** What is wrong with one place in a document, in words for a person. */
export interface IssueDescription {
  /** RFC 6901 JSON pointer; the whole document is "/". */
  readonly pointer: string;
  readonly expected: string;
  readonly found: string;
  /** What was probably meant. */
  readonly hint?: string;
}

/** Returns where a validation issue is, what was expected there and what was found. */
export function describeIssue(issue: Issue): IssueDescription {
  const { issue: deepest, keys } = deepestIssue(issue, keysOf(issue));
  const others = deepest.expected === 'never' ? keysExpected(deepest) : null;
  if (others !== null) return unknownKey(keys, others);
  const missing = missingKey(deepest);
  if (missing === null) {
    return { pointer: jsonPointer(keys), expected: expectedBy(deepest), found: foundBy(deepest) };
  }
  // Valibot takes a list for an object without the keys.
  if (Array.isArray(missing.container)) {
    return {
      pointer: jsonPointer(keys.slice(0, -1)),
      expected: 'an object',
      found: describeValue(missing.container),
    };
  }
  return { pointer: jsonPointer(keys), expected: `the key ${describeValue(missing.key)}`, found: 'none' };
}

function unknownKey(keys: readonly unknown[], others: readonly string[]): IssueDescription {
  const key = String(keys.at(-1));
  const meant = closestWord(key, others);
  return {
    pointer: jsonPointer(keys.slice(0, -1)),
    expected: others.join(', '),
    found: describeValue(key),
    ...(meant !== null && { hint: `Did you mean ${meant}?` }),
  };
}

/**
 * A union's own issue only says that no member fits. The member whose issue lies deepest inside, or
 * whose type was right and only a check failed, is the one that the writer meant: its issue says more.
 */
function deepestIssue(issue: Issue, keys: readonly unknown[]): { issue: Issue; keys: readonly unknown[] } {
  let deepest = { issue, keys };
  for (const inner of issue.issues ?? []) {
    const candidate = deepestIssue(inner, [...keys, ...keysOf(inner)]);
    const deeper = candidate.keys.length - deepest.keys.length;
    const isCheck = candidate.issue.kind !== 'schema' && deepest.issue.kind === 'schema';
    if (deeper > 0 || (deeper === 0 && isCheck)) deepest = candidate;
  }
  return deepest;
}

function keysOf(issue: Issue): unknown[] {
  return issue.path?.map((item) => item.key) ?? [];
}

/** Words for the actions whose issue has no `expected` of its own. */
const EXPECTED_BY_ACTION: Readonly<Record<string, string>> = {
  finite: 'a finite number',
  safe_integer: 'a whole number',
};

function expectedBy(issue: Issue): string {
  if (issue.expected === 'never') return 'no such key';
  if (issue.type === 'custom') return issue.message;
  // Its own words are "!0".
  if (issue.type === 'non_empty') return 'text that is not empty';
  if (issue.type === 'starts_with') return `text that starts with ${issue.expected}`;
  if (issue.type === 'max_length') return `text of at most ${issue.expected?.slice('<='.length)} characters`;
  if (issue.expected) return inWords(issue.expected);
  return EXPECTED_BY_ACTION[issue.type] ?? issue.message;
}

function foundBy(issue: Issue): string {
  if (issue.expected === 'never') return 'one';
  return issue.type === 'raw_check' ? issue.received : describeValue(issue.input);
}

/** Valibot reports a missing key as an issue of the object, at the path of the key. */
function missingKey(issue: Issue): { key: string; container: unknown } | null {
  const item = issue.path?.at(-1);
  const isMissing = issue.type.endsWith('object') && issue.received === 'undefined' && item !== undefined;
  if (!isMissing || issue.expected === 'never' || issue.expected === 'Object') return null;
  return { key: String(item.key), container: item.input };
}

const WORDS: Readonly<Record<string, string>> = {
  Object: 'an object',
  Array: 'a list',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

const COMPARISONS: readonly (readonly [RegExp, (limit: string) => string])[] = [
  [/^>=(.+)$/, (limit) => `${limit} or more`],
  [/^<=(.+)$/, (limit) => `${limit} or less`],
  [/^>(.+)$/, (limit) => `more than ${limit}`],
  [/^<(.+)$/, (limit) => `less than ${limit}`],
];

/** Turns valibot's notation (`("a" | "b")`, `>=1`, `Object`) into words. */
function inWords(expected: string): string {
  if (expected.startsWith('(') && expected.endsWith(')')) {
    const named = [...new Set(expected.replaceAll(/[()]/g, '').split(' | ').map(inWords))];
    return [named.slice(0, -1).join(', '), named.at(-1)].filter(Boolean).join(' or ');
  }
  for (const [pattern, words] of COMPARISONS) {
    const limit = pattern.exec(expected)?.[1];
    if (limit !== undefined) return words(limit);
  }
  return WORDS[expected] ?? expected;
}

/** Returns the keys as an RFC 6901 JSON pointer; the whole document is "/". */
function jsonPointer(keys: readonly unknown[]): string {
  if (keys.length === 0) return '/';
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
