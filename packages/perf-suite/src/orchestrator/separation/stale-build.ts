import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Warning } from '@perf-suite/schema';
import { glob } from 'tinyglobby';
import { exportedNames, outputOf } from './build-output.js';

const CODE = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,svelte,coffee,civet}';
const NOT_SOURCES = [
  '**/node_modules/**',
  '**/.*/**',
  '**/*.{test,spec,bench,config}.*',
  '**/{test,tests,__tests__,bench,benchmarks,docs}/**',
];

interface BuiltFiles {
  /** Absolute folder of the package whose build made them. */
  readonly packageFolder: string;
  /** The output, relative to that: a folder, or one file. */
  readonly output: string;
  /** Whether the output's name says so; else the build's settings do. */
  readonly isSure: boolean;
  /** Absolute paths of what was loaded of it. */
  readonly files: readonly string[];
}

export interface LoadedCode {
  /** Absolute paths of what head's side loaded. */
  readonly files: readonly string[];
  readonly root: string;
  /** The path that a file of head's checkout has in base's. */
  readonly inBase: (path: string) => string;
  /** Whether nothing that was loaded differs. */
  readonly isSame: boolean;
}

/**
 * Returns a warning where a benchmark loads the output of a build that is the same on both sides although the
 * build's sources differ: then the output was not made anew, and the change is in neither.
 */
export async function staleBuild(code: LoadedCode): Promise<Warning | null> {
  for (const built of builtFiles(code)) {
    if (!built.files.every((path) => isSameIn(path, code))) continue;
    const [first] = await changedSources(built, code);
    if (first === undefined) continue;
    const name = (path: string): string => relative(code.root, path).split(sep).join('/');
    const output = name(join(built.packageFolder, built.output));
    return {
      code: 'stale-build',
      message: `it loads ${output}, which is the same in base and head, while its source ${name(first)} differs: the build output is older than its source`,
      hint: 'Build head before the run, and let base be built too (a git ref with --base-setup, a folder by hand).',
    };
  }
  return null;
}

function builtFiles({ files }: LoadedCode): BuiltFiles[] {
  const found = new Map<string, BuiltFiles>();
  for (const path of files) {
    if (path.includes(`${sep}node_modules${sep}`)) continue;
    const folder = packageFolderOf(path);
    const output = folder === null ? null : outputOf(relative(folder, path).split(sep), folder);
    if (folder === null || output === null) continue;
    const key = join(folder, output.name);
    const ofOutput = [...(found.get(key)?.files ?? []), path];
    found.set(key, { packageFolder: folder, output: output.name, isSure: output.isSure, files: ofOutput });
  }
  return [...found.values()];
}

function packageFolderOf(path: string): string | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return null;
  }
}

/** Sources of an output that differ, other than those that were loaded themselves. */
async function changedSources(built: BuiltFiles, code: LoadedCode): Promise<string[]> {
  const { packageFolder, output } = built;
  const ignore = [...NOT_SOURCES, output, `${output}/**`];
  const sources = await glob([CODE], { cwd: packageFolder, ignore, absolute: true, onlyFiles: true });
  const loaded = new Set(code.files);
  const changed = sources.filter((path) => !loaded.has(path) && !isSameIn(path, code));
  // Where other code that was loaded differs, the package may well have changed beside the output.
  return built.isSure && code.isSame ? changed : changed.filter((path) => isSourceOf(path, built, code));
}

/** Tells whether what was loaded lies where this source's output does, or has what base's text of it exports. */
function isSourceOf(source: string, { packageFolder, files }: BuiltFiles, code: LoadedCode): boolean {
  const place = placeIn(packageFolder, source);
  if (files.some((path) => `/${placeIn(packageFolder, path)}`.endsWith(`/${place}`))) return true;
  const names = exportedNames(contentOf(code.inBase(source)) ?? '');
  // A name alone says little where the output is not all that was loaded.
  const before = code.isSame ? '' : '(?:function\\*?|class|const|let|var)\\s+';
  const patterns = names.map(
    (name) => new RegExp(`(?<![\\w$])${before}${name.replaceAll('$', '\\$')}(?![\\w$])`),
  );
  if (patterns.length === 0) return false;
  return files.some((path) => patterns.every((pattern) => pattern.test(contentOf(path) ?? '')));
}

/** A file's path below its package's first folder, without its ending. */
function placeIn(packageFolder: string, path: string): string {
  const [first = '', ...rest] = relative(packageFolder, path).split(sep);
  return (rest.length === 0 ? first : rest.join('/')).replace(/(?:\.d)?\.\w+$/, '');
}

function isSameIn(path: string, { inBase }: LoadedCode): boolean {
  return contentOf(path) === contentOf(inBase(path));
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
