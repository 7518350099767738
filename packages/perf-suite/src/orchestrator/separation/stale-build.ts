import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Warning } from '@perf-suite/schema';
import { glob } from 'tinyglobby';

/** Folders that builds write into. */
const OUTPUT = new Set(['dist', 'build', 'lib', 'out', 'es', 'esm', 'cjs', 'umd', 'output']);
const CODE = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,vue,svelte,coffee,civet}';
const NOT_SOURCES = [
  '**/node_modules/**',
  '**/.*/**',
  '**/*.{test,spec,bench}.*',
  '**/{test,tests,__tests__,bench,benchmarks,docs}/**',
];

interface BuiltFile {
  /** Absolute folder of the package whose build made it. */
  readonly packageFolder: string;
  /** The output folder, relative to that. */
  readonly output: string;
}

/**
 * Returns a warning where a benchmark loads the output of a build that is the same on both sides although the
 * build's sources differ: then the output was not made anew, and the change is in neither.
 * @param loaded absolute paths of what head's side loaded
 * @param inBase the path that a file of head's checkout has in base's
 */
export async function staleBuild(
  loaded: readonly string[],
  root: string,
  inBase: (path: string) => string,
): Promise<Warning | null> {
  for (const built of builtFiles(loaded, root)) {
    const changed = await changedSources(built, inBase);
    const [first] = changed;
    if (first === undefined) continue;
    const name = (path: string): string => relative(root, path).split(sep).join('/');
    const output = name(join(built.packageFolder, built.output));
    return {
      code: 'stale-build',
      message: `it loads ${output}, which is the same in base and head, while its source ${name(first)} differs: the build output is older than its source`,
      hint: 'Build head before the run, and let base be built too (a git ref with --base-setup, a folder by hand).',
    };
  }
  return null;
}

function builtFiles(loaded: readonly string[], root: string): BuiltFile[] {
  const found = new Map<string, BuiltFile>();
  for (const path of loaded) {
    if (path.includes(`${sep}node_modules${sep}`)) continue;
    const built = builtFile(path, root);
    if (built !== null) found.set(`${built.packageFolder} ${built.output}`, built);
  }
  return [...found.values()];
}

function builtFile(path: string, root: string): BuiltFile | null {
  for (let folder = dirname(path); folder.length >= root.length; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const [output, ...rest] = relative(folder, path).split(sep);
    const isOutput =
      output !== undefined && rest.length > 0 && OUTPUT.has(output) && hasBuildScript(manifest);
    return isOutput ? { packageFolder: folder, output } : null;
  }
  return null;
}

function hasBuildScript(manifest: string): boolean {
  try {
    const { scripts }: { scripts?: Record<string, unknown> } = JSON.parse(readFileSync(manifest, 'utf8'));
    return Object.keys(scripts ?? {}).some((name) => /^(?:build|compile|prepare|prepack)/.test(name));
  } catch {
    return false;
  }
}

async function changedSources(
  { packageFolder, output }: BuiltFile,
  inBase: (path: string) => string,
): Promise<string[]> {
  const ignore = [...NOT_SOURCES, `${output}/**`];
  const sources = await glob([CODE], { cwd: packageFolder, ignore, absolute: true, onlyFiles: true });
  return sources.filter((path) => contentOf(path) !== contentOf(inBase(path)));
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
