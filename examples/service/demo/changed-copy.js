import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVICE = fileURLToPath(new URL('..', import.meta.url));
const SETTING = 'slowPath(env.SLOW)';

/**
 * Makes a git repository with a copy of the service, and returns what `perf-suite run --base-setup` needs to give
 * its base the same dependencies. The branch `main` is the service as it is here.
 * @param {string} folder an empty folder, which gets `project` (the repository) and `node_modules`
 */
export function copyService(folder) {
  const project = join(folder, 'project');
  const modules = join(folder, 'node_modules');
  mkdirSync(project);
  mkdirSync(modules);
  for (const name of readdirSync(SERVICE).filter((one) => /\.(js|html)$|^package\.json$/.test(one))) {
    cpSync(join(SERVICE, name), join(project, name));
  }
  for (const name of readdirSync(join(SERVICE, 'node_modules'))) {
    symlinkSync(join(SERVICE, 'node_modules', name), join(modules, name));
  }
  symlinkSync(modules, join(project, 'node_modules'));
  writeFileSync(join(project, '.gitignore'), 'node_modules\n.perf\n');
  git(project, 'init', '--quiet', '--initial-branch=main');
  git(project, 'add', '.');
  git(project, 'commit', '--quiet', '--message=Add the service');
  return { project, baseSetup: `ln -s '${modules.replaceAll("'", "'\\''")}' node_modules` };
}

/** Commits that a path's requests do so many milliseconds more work. */
export function commitSlowdown(project, { path, ms }) {
  const server = join(project, 'server.js');
  const text = readFileSync(server, 'utf8');
  if (!text.includes(SETTING)) throw new Error(`${server}: expected ${SETTING}, which the slowdown replaces`);
  writeFileSync(server, text.replace(SETTING, `slowPath('${path}:${ms}')`));
  git(project, 'commit', '--quiet', '--all', '--message=Check each work');
}

export function git(cwd, ...args) {
  return execFileSync('git', ['-c', 'user.name=Example', '-c', 'user.email=example@localhost', ...args], {
    cwd,
    encoding: 'utf8',
  });
}
