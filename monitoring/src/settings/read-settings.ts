import * as v from 'valibot';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { type Settings, settingsSchema } from './settings-schema.js';

/** Settings that cannot be used: each problem with its line, key, what is allowed and what was found. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Returns the settings of a YAML file.
 * @param source the file's name, for messages
 * @throws {SettingsError} that lists every problem, a line each: `settings.yaml:12: teams.0.name: expected ..., found ...`
 */
export function readSettings(text: string, source: string): Settings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      ({ pos, message }) => `${source}:${lines.linePos(pos[0]).line}: ${message.replace(/\s+/g, ' ')}`,
    );
    throw new SettingsError(problems.join('\n'));
  }
  const result = v.safeParse(settingsSchema, document.toJS() ?? {});
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => problemOf(issue, document, lines));
  problems.sort((a, b) => a.line - b.line);
  throw new SettingsError(problems.map(({ line, message }) => `${source}:${line}: ${message}`).join('\n'));
}

interface Problem {
  readonly line: number;
  readonly message: string;
}

function problemOf(issue: v.BaseIssue<unknown>, document: Document, lines: LineCounter): Problem {
  const path = (issue.path ?? []).map(({ key }) => key);
  const line = lines.linePos(offsetOf(path, document)).line;
  const name = path.join('.');
  return { line, message: name === '' ? whatIsWrong(issue) : `${name}: ${whatIsWrong(issue)}` };
}

function whatIsWrong({ message, type, input, path }: v.BaseIssue<unknown>): string {
  const aboutKey = path?.at(-1)?.origin === 'key';
  if (aboutKey || (type === 'check' && typeof input === 'object')) return message;
  return `${message}, found ${JSON.stringify(input)}`;
}

/** Where a value, or the group that lacks it, begins in the text. */
function offsetOf(path: readonly unknown[], document: Document): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (pair === undefined || !isNode(pair.key)) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
