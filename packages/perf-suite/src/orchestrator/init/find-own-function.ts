import { readFile } from 'node:fs/promises';
import type { OwnFunction } from './project.js';

const NAME = String.raw`((?!default\b|type\b)[a-z$][\w$]*)`;
/** What a function begins with, where it is the value of a name. */
const VALUE = String.raw`(?:async\s*)?(?:\(|function\b|[\w$]+\s*=>)`;
const OTHER_NAME = String.raw`[A-Za-z_$][\w$]*\s*;?\s*$`;
/** How text declares an exported function, the surest first. */
const FORMS: readonly (readonly [exportedAs: OwnFunction['exportedAs'], pattern: RegExp])[] = [
  ['named', new RegExp(String.raw`^export\s+(?:async\s+)?function\s+${NAME}`, 'm')],
  ['named', new RegExp(String.raw`^export\s+const\s+${NAME}[^=\n]*=\s*${VALUE}`, 'm')],
  ['default', new RegExp(String.raw`^export\s+default\s+(?:async\s+)?function\s+${NAME}`, 'm')],
  ['member', new RegExp(String.raw`^(?:module\.)?exports\.${NAME}\s*=\s*(?:${VALUE}|${OTHER_NAME})`, 'm')],
  ['named', new RegExp(String.raw`^export\s*\{\s*${NAME}\s*[,}]`, 'm')],
];

/**
 * Returns a function that a module exports, by its text, without running it; null where the text shows none. Names
 * that begin with a capital are classes or constants by custom.
 */
export async function findOwnFunction(file: string): Promise<OwnFunction | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const [exportedAs, pattern] of FORMS) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return { name, exportedAs };
  }
  return null;
}
