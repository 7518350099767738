import { readFile } from 'node:fs/promises';
import { escapeRegExp } from '../escape-reg-exp.js';
import type { OwnFunction } from './project.js';

const NAME = String.raw`((?!default\b|type\b)[a-z$][\w$]*)`;
/** What a function begins with, where it is the value of a name. */
const VALUE = String.raw`(?:async\s*)?(?:\(|function\b|[\w$]+\s*=>)`;
const OTHER_NAME = String.raw`([A-Za-z_$][\w$]*)\s*;?\s*$`;
/** How text declares an exported function, the surest first. */
const FORMS: readonly (readonly [exportedAs: OwnFunction['exportedAs'], pattern: RegExp])[] = [
  ['named', new RegExp(String.raw`^export\s+(?:async\s+)?function\s+${NAME}`, 'gm')],
  ['named', new RegExp(String.raw`^export\s+const\s+${NAME}[^=\n]*=\s*${VALUE}`, 'gm')],
  ['default', new RegExp(String.raw`^export\s+default\s+(?:async\s+)?function\s+${NAME}`, 'gm')],
  ['member', new RegExp(String.raw`^(?:module\.)?exports\.${NAME}\s*=\s*(?:${VALUE}|${OTHER_NAME})`, 'gm')],
  ['named', new RegExp(String.raw`^export\s*\{\s*${NAME}\s*[,}]`, 'gm')],
];

/**
 * Returns a function that a module exports, by its text, without running it; null where the text shows none. Names
 * that begin with a capital are classes or constants by custom.
 */
export async function findOwnFunction(file: string): Promise<OwnFunction | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const [exportedAs, pattern] of FORMS) {
    for (const [, name, value = name] of text.matchAll(pattern)) {
      if (name !== undefined && value !== undefined && !isDeclaredAsOther(value, text))
        return { name, exportedAs };
    }
  }
  const name = functionInExportedObject(text);
  return name === undefined ? null : { name, exportedAs: 'member' };
}

/** Whether the text declares a name as what cannot be called: an object, a list, an instance, a text or a number. */
function isDeclaredAsOther(name: string, text: string): boolean {
  const declared = String.raw`\b(?:const|let|var)\s+${escapeRegExp(name)}\s*=\s*(?:[{['"\`\d]|new\b)`;
  return new RegExp(declared).test(text);
}

/** Returns the first function of `module.exports = { one, two }`, or of an object by name that is exported so. */
function functionInExportedObject(text: string): string | undefined {
  const [, named] = /^module\.exports\s*=\s*([A-Za-z_$][\w$]*)\s*;?\s*$/m.exec(text) ?? [];
  const before =
    named === undefined
      ? String.raw`^module\.exports`
      : String.raw`\b(?:const|let|var)\s+${escapeRegExp(named)}`;
  const [, members = ''] = new RegExp(String.raw`${before}\s*=\s*\{([^{}]*)\}`, 'm').exec(text) ?? [];
  return members
    .split(',')
    .map((member) => member.trim())
    .find((name) => /^[a-z$][\w$]*$/.test(name) && isFunction(name, text));
}

function isFunction(name: string, text: string): boolean {
  return new RegExp(String.raw`^(?:async\s+)?function\s+${escapeRegExp(name)}\b`, 'm').test(text);
}
