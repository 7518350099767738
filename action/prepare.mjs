import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ActionError } from './action-error.mjs';
import { chooseBase } from './choose-base.mjs';
import { findTools } from './find-tools.mjs';
import { Git } from './git.mjs';
import { inputOf, projectFolder, readEvent, writeOutputs } from './job.mjs';

/**
 * Finds out what is compared with what, fetches what that needs, and finds the programs.
 * @param {NodeJS.ProcessEnv} variables
 */
export async function prepare(variables) {
  const project = projectFolder(variables);
  if (!existsSync(join(project, 'package.json'))) {
    throw new ActionError(
      `working-directory: expected a package.json in ${project}, found none. Run actions/checkout before this action, and name the folder of the package.`,
    );
  }
  const git = new Git(project, variables, inputOf(variables, 'TOKEN'));
  await git.expectCheckout();
  const event = await readEvent(variables);
  const base = await chooseBase(git, { base: inputOf(variables, 'BASE'), event, variables });
  const checkout = fileURLToPath(new URL('..', import.meta.url));
  const version = inputOf(variables, 'VERSION');
  const tools = await findTools({ version, project, checkout, variables });
  await writeOutputs(variables, {
    against: base.against,
    tools,
    ...cacheOf(project, base.commit, variables),
  });
  return 0;
}

/**
 * Returns what to keep of the base between runs, and its name. Only the very same commit is of use: another one's
 * checkout would be made again.
 * @param {string} project
 * @param {string | null} commit
 * @param {NodeJS.ProcessEnv} variables
 */
function cacheOf(project, commit, variables) {
  const home = variables.XDG_CACHE_HOME || cacheHome(variables);
  const kept = join(home, 'perf-suite', 'base');
  const prefix = `${basename(project)}-`;
  const isKept = existsSync(kept) && readdirSync(kept).some((name) => name.startsWith(prefix));
  // A runner of one's own keeps the bases itself.
  if (commit === null || isKept) return { 'cache-key': '', 'cache-path': '' };
  const folder = createHash('sha256').update(project).digest('hex').slice(0, 8);
  const machine = `${process.platform}-${process.arch}-${process.versions.modules}`;
  return {
    'cache-key': `perf-suite-base-${machine}-${folder}-${commit}`,
    'cache-path': join(kept, `${prefix}*`),
  };
}

/**
 * As perf-suite chooses it.
 * @param {NodeJS.ProcessEnv} variables
 */
function cacheHome(variables) {
  if (process.platform === 'win32' && variables.LOCALAPPDATA) return variables.LOCALAPPDATA;
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}
