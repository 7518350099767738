import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Git } from './git.js';
import { traceLoadedFiles } from './trace-loaded-files.js';

/** What a build made in head and git ignores, of which benchmarks load files. */
export interface BuiltOutput {
  /** Folder of the package, relative to the repository's top. */
  readonly packageFolder: string;
  /** A folder or a file in it: `dist`. */
  readonly output: string;
}

/**
 * Returns the build outputs that benchmark files load in head, sorted: base's checkout has none of them.
 * @param git runs in the top of head's repository
 */
export async function findBuiltOutputs(benchmarkFiles: readonly string[], git: Git): Promise<BuiltOutput[]> {
  const top = await realpath(git.cwd);
  const traced = await Promise.all(
    benchmarkFiles.map((file) => traceLoadedFiles({ file, contentFrom: file, packages: {} })),
  );
  const found = new Map<string, BuiltOutput>();
  for (const path of new Set(traced.flatMap((one) => [...(one?.files ?? [])]))) {
    const output = outputOf(path, top);
    if (output !== null) found.set(`${output.packageFolder}/${output.output}`, output);
  }
  const paths = [...found.values()].map(({ packageFolder, output }) => join(packageFolder, output));
  if (paths.length === 0) return [];
  const ignored = ((await git.try('-c', 'core.quotePath=false', 'check-ignore', '--', ...paths)) ?? '').split(
    '\n',
  );
  return [...found.values()]
    .filter((_, i) => ignored.includes(paths[i] as string))
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function outputOf(path: string, top: string): BuiltOutput | null {
  const parts = relative(top, path).split(sep);
  if (parts[0] === '..' || parts.includes('node_modules')) return null;
  let folder = dirname(path);
  while (folder !== top && !existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  const [output = ''] = relative(folder, path).split(sep);
  return { packageFolder: relative(top, folder), output };
}

function keyOf({ packageFolder, output }: BuiltOutput): string {
  return `${packageFolder}/${output}`;
}
