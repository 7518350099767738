import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonBytes } from '@perf-suite/schema/plain-text';

/** Folders that builds write into. */
const OUTPUT = new Set(['dist', 'build', 'lib', 'out', 'es', 'esm', 'cjs', 'umd', 'output']);
/** Folders that hold what people write, whatever a build says of them. */
const SOURCES = new Set([
  'src',
  'source',
  'sources',
  'app',
  'scripts',
  'bench',
  'benchmarks',
  'test',
  'tests',
]);
const BUILD_SCRIPT = /^(?:build|bundle|compile|prepare|prepack)/;
/** Where the settings of builds are kept, beside the package's scripts. */
const SETTINGS =
  /^(?:tsconfig[\w.-]*\.json|[\w.-]+\.config\.[cm]?[jt]s|(?:build|esbuild|gulpfile)[\w-]*\.[cm]?[jt]s)$/;

export interface Output {
  /** A folder or a file of the package. */
  readonly name: string;
  /** Whether builds usually write there; else only what this package says of its build tells it. */
  readonly isSure: boolean;
}

/**
 * Returns what a file of a package belongs to as output of its build; null where it does not seem to be any.
 * @param parts the file's path in the package
 */
export function outputOf([first = '', ...rest]: readonly string[], packageFolder: string): Output | null {
  const build = buildCommands(packageFolder);
  if (build === '') return null;
  if (rest.length > 0 && OUTPUT.has(first)) return { name: first, isSure: true };
  if (SOURCES.has(first) || /\.(?:bench|config)\./.test(first)) return null;
  // As a word of its own: `bundle.js` is not in `my-bundle.json`.
  const word = new RegExp(`(?<![\\w-])${first.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`);
  return word.test(build) || word.test(settingsOf(packageFolder, build))
    ? { name: first, isSure: false }
    : null;
}

/** Returns names that a source exports: a build leaves them in its output. */
export function exportedNames(source: string): string[] {
  const declared = source.matchAll(
    /^\s*export\s+(?:default\s+)?(?:async\s+)?(?:function\*?|class|const|let)\s+([\w$]+)/gm,
  );
  return [...declared].map(([, name]) => name as string);
}

function buildCommands(folder: string): string {
  try {
    const file = join(folder, 'package.json');
    const { scripts }: { scripts?: Record<string, unknown> } = Object(
      parseJsonBytes(readFileSync(file), file),
    );
    return Object.entries(scripts ?? {})
      .filter(([name]) => BUILD_SCRIPT.test(name))
      .map(([, command]) => String(command))
      .join('\n');
  } catch {
    return '';
  }
}

/** The text of the build's settings, and of the programs that its commands name. */
function settingsOf(folder: string, commands: string): string {
  const named = commands.match(/[\w./-]+\.(?:[cm]?[jt]s|json)\b/g) ?? [];
  const files = new Set([...readdirSync(folder).filter((name) => SETTINGS.test(name)), ...named]);
  return [...files]
    .map((name) => join(folder, name))
    .flatMap((path) => (existsSync(path) ? readFileSync(path, 'utf8') : []))
    .join('\n');
}
