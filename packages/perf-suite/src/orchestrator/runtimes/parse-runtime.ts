import { PerfError } from '@perf-suite/schema';
import { isNpmVersion } from '../base/npm-version.js';

/** What `--runtime` names. */
export type RuntimeName =
  /** A version, range or tag of the npm package `node`. */
  | { readonly kind: 'version'; readonly version: string }
  /** A program, relative to the project folder or absolute. */
  | { readonly kind: 'path'; readonly path: string };

/**
 * Reads `node@22`, `node@22.12.0`, or the path of a program.
 * @param where the flag, for messages
 * @throws {PerfError} `bad-usage`
 */
export function parseRuntime(name: string, where: string): RuntimeName {
  const text = name.trim();
  if (/[/\\]/.test(text) || text.startsWith('.')) return { kind: 'path', path: text };
  const [, program = '', version = ''] = /^([\w.-]+)(?:@(.*))?$/s.exec(text) ?? [];
  if (program === 'node' && isNpmVersion(version)) return { kind: 'version', version };
  throw new PerfError(
    'bad-usage',
    `${where}: expected node@version or the path of a Node, found ${JSON.stringify(text)}`,
    { hint: hintFor(program, version) },
  );
}

function hintFor(program: string, version: string): string {
  if (/^(?:bun|deno)$/.test(program)) return onlyNode(program);
  if (program === 'node' && version === '') return 'Name its version, for example: node@22';
  return 'For example: node@22, node@22.12.0 or /usr/local/bin/node';
}

/** Said of a runtime that is known, and that cannot run all of the worker: see docs/measuring.md for what was tried. */
export function onlyNode(program: string): string {
  const lacks =
    program === 'bun'
      ? 'Bun has no code coverage of V8, which shows before the first round what both sides share'
      : 'Deno gives a worker process no pipe of its own to send samples on';
  return `${lacks}. Compare versions of Node, for example: node@22`;
}
