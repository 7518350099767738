import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseJsonBytes } from '@perf-suite/schema/plain-text';

export type ModuleFormat = 'module' | 'commonjs';

/**
 * Reports how to run a TypeScript file: as its extension or its package's `type` says; in a package
 * without one, by its syntax, since most such TypeScript is written with import and export.
 */
export function moduleFormat(path: string, content: string): ModuleFormat {
  if (/\.mtsx?$/.test(path)) return 'module';
  if (/\.ctsx?$/.test(path)) return 'commonjs';
  if (packageType(dirname(path)) === 'module') return 'module';
  const esm = /^\s*(?:import\b(?!\s*\w+\s*=\s*require)|export\b(?!\s*=)|(?:.*\s)?await\s)/m;
  return esm.test(content) ? 'module' : 'commonjs';
}

/**
 * Returns the content with `require`, `__filename` and `__dirname` defined where a module written
 * for CommonJS output uses them. On the first line, so that line numbers stay.
 */
export function withCommonJsNames(path: string, content: string): string {
  return path.endsWith('.mts') || packageType(dirname(path)) === 'module'
    ? content
    : defineCommonJsNames(content);
}

/** The same whatever the package says, as vitest has it. */
export function defineCommonJsNames(content: string): string {
  const uses = (name: string): boolean =>
    new RegExp(`(?<![.\\w$])${name}\\b`).test(content) &&
    !new RegExp(`(?:const|let|var|function)\\s+${name}\\b|import\\s+.*\\b${name}\\b`).test(content);
  const definitions = [
    uses('require') ? 'const require=__perfCreateRequire(import.meta.url);' : '',
    uses('__filename') ? 'const __filename=__perfFileUrlToPath(import.meta.url);' : '',
    uses('__dirname')
      ? 'const __dirname=__perfFileUrlToPath(new URL(".",import.meta.url)).replace(/[\\\\/]$/,"");'
      : '',
  ].join('');
  if (definitions === '') return content;
  const imports =
    'import{createRequire as __perfCreateRequire}from"node:module";import{fileURLToPath as __perfFileUrlToPath}from"node:url";';
  return `${imports}${definitions}${content}`;
}

const packageTypes = new Map<string, string | null>();

/** The `type` of the nearest package.json, or null. */
export function packageType(folder: string): string | null {
  const known = packageTypes.get(folder);
  if (known !== undefined) return known;
  const found = readPackageType(join(folder, 'package.json'));
  const parent = dirname(folder);
  const type = found === undefined ? (parent === folder ? null : packageType(parent)) : found;
  packageTypes.set(folder, type);
  return type;
}

/** Undefined where there is no such file. */
function readPackageType(file: string): string | null | undefined {
  try {
    const manifest = parseJsonBytes(readFileSync(file), file) as { readonly type?: unknown };
    return typeof manifest.type === 'string' ? manifest.type : null;
  } catch {
    return undefined;
  }
}
