import { readFileSync } from 'node:fs';

/**
 * Returns a module's text as it can stand inside of other code: without a byte order mark, and with its shebang line
 * (`#!/usr/bin/env node`) as a comment, so that every line keeps its number.
 */
export function readModuleText(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .replace(/^#!/, '//');
}
