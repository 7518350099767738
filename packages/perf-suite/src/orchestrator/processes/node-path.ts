import { realpathSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder that pnpm hoists every package of a project to, whoever asks for it. */
const HOISTED = join('node_modules', '.pnpm', 'node_modules');
const VIRTUAL_STORE = `${sep}node_modules${sep}.pnpm${sep}`;

/**
 * Returns the environment without the folders that pnpm's script for `perf-suite` puts into NODE_PATH. With them, a
 * `require` finds packages that no package.json asks for, and finds head's where base lacks its own. What else is in
 * NODE_PATH was put there on purpose, and stays.
 */
export function withoutShimPaths(environment: Environment): Environment {
  const { NODE_PATH, ...rest } = environment;
  const folders = NODE_PATH?.split(delimiter) ?? [];
  if (!folders.some((folder) => folder.endsWith(HOISTED))) return environment;
  const own = foldersOfOwnPackages();
  const kept = folders.filter((folder) => !folder.includes(VIRTUAL_STORE) && !own.has(folder));
  return kept.length === 0 ? rest : { ...rest, NODE_PATH: kept.join(delimiter) };
}

/** Where Node looks for what this program imports: with a store for all projects, that is not below `.pnpm`. */
function foldersOfOwnPackages(): ReadonlySet<string> {
  const folders = new Set<string>();
  let folder = dirname(realpathSync(fileURLToPath(import.meta.url)));
  for (; folder !== dirname(folder); folder = dirname(folder)) folders.add(join(folder, 'node_modules'));
  return folders;
}
