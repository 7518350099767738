import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';

/**
 * Returns the absolute folder that keeps a project's prepared bases between runs. It lies outside the
 * project, in the user's cache folder: test runners, linters and compilers would take a second copy of
 * the sources for the project's own.
 * @param root absolute folder of the project
 * @param variables `XDG_CACHE_HOME` moves the cache, whatever the system
 */
export function baseCacheFolder(
  root: string,
  variables: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const id = createHash('sha256').update(root).digest('hex').slice(0, 8);
  return join(cacheHome(variables, platform), 'perf-suite', 'base', `${basename(root)}-${id}`);
}

function cacheHome(variables: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const { XDG_CACHE_HOME: chosen } = variables;
  // By its specification a relative one is to be ignored: the cache would lie in the project.
  if (chosen && isAbsolute(chosen)) return chosen;
  if (platform === 'win32' && variables.LOCALAPPDATA) return variables.LOCALAPPDATA;
  return platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}
