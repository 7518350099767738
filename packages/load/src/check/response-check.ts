import { type JsonPath, valueAt } from './json-path.js';

/** What an answer must be to count as good. */
export interface ResponseCheck {
  readonly statuses: readonly StatusRange[];
  /** By name in lower case: what the value must contain. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the body must contain, as text; null for anything. */
  readonly bodyText: string | null;
  readonly json: readonly JsonExpectation[];
}

/** Status codes from `from` to `to`, both included. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

export interface JsonExpectation {
  readonly path: JsonPath;
  /** What must stand there. */
  readonly equals: unknown;
}

/** The part of an answer that checks look at. */
export interface CheckedAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The whole body; empty where the check does not need it. */
  readonly body: Uint8Array;
}

/** Returns whether the body must be kept until its end for the check. */
export function needsBody({ bodyText, json }: ResponseCheck): boolean {
  return bodyText !== null || json.length > 0;
}

/** What is wrong with an answer: its status, or something else about it. */
export interface FailedCheck {
  readonly kind: 'status' | 'check';
  readonly message: string;
}

/** Returns the first thing that is wrong with an answer; null when it is as it must be. */
export function checkAnswer(check: ResponseCheck, answer: CheckedAnswer): FailedCheck | null {
  const { status } = answer;
  if (!check.statuses.some(({ from, to }) => status >= from && status <= to)) {
    return { kind: 'status', message: `status ${status}${insteadOf(check.statuses)}` };
  }
  const message = wrongHeader(check, answer) ?? wrongBody(check, answer);
  return message === null ? null : { kind: 'check', message };
}

/** Returns what was asked for; nothing where any answer that is no failure is good. */
function insteadOf(statuses: readonly StatusRange[]): string {
  if (statuses.some(({ from, to }) => to - from >= 100)) return '';
  const texts = statuses.map(({ from, to }) => (from === to ? String(from) : `${Math.floor(from / 100)}xx`));
  return ` instead of ${texts.join(' or ')}`;
}

function wrongHeader({ headers: wanted }: ResponseCheck, { headers }: CheckedAnswer): string | null {
  for (const [name, text] of Object.entries(wanted)) {
    const found = headers[name];
    if (found === undefined) return `header ${name}: expected ${shown(text)}, found none`;
    const value = typeof found === 'string' ? found : found.join(', ');
    if (!value.includes(text)) return `header ${name}: expected ${shown(text)}, found ${shown(value)}`;
  }
  return null;
}

function wrongBody(check: ResponseCheck, { body }: CheckedAnswer): string | null {
  if (!needsBody(check)) return null;
  const text = new TextDecoder().decode(body);
  if (check.bodyText !== null && !text.includes(check.bodyText)) {
    return `body: expected it to contain ${shown(check.bodyText)}, found ${shown(text)}`;
  }
  if (check.json.length === 0) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `body: expected JSON, found ${shown(text)}`;
  }
  for (const { path, equals } of check.json) {
    const found = valueAt(value, path);
    if (!sameJson(found, equals)) {
      return `${path.text}: expected ${shownJson(equals)}, found ${found === undefined ? 'nothing' : shownJson(found)}`;
    }
  }
  return null;
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) &&
      sameJson((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}

const LONGEST_SHOWN = 60;

/** A message is counted with others like it and shown on one line: it must not hold a whole page. */
function shown(text: string): string {
  return text.length <= LONGEST_SHOWN
    ? JSON.stringify(text)
    : `${JSON.stringify(text.slice(0, LONGEST_SHOWN))}...`;
}

function shownJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}...`;
}
