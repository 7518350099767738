// Where the programs come from: the project's own installation, this checkout, npm, or packed packages.
import { existsSync } from 'node:fs';
import { mkdir, readdir, realpath, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { ActionError } from './action-error.mjs';
import { needed } from './job.mjs';
import { runProgram, withoutInputs } from './run-program.mjs';

/**
 * Returns the folder of the perf-suite that is to run; its dependencies hold the other programs.
 * @param {{ version: string, project: string, checkout: string, variables: NodeJS.ProcessEnv }} options
 *   checkout: this repository, as the action was loaded
 */
export async function findTools({ version, project, checkout, variables }) {
  if (version === '')
    return (
      (await packageFrom(join(project, 'package.json'), 'perf-suite')) ?? buildCheckout(checkout, variables)
    );
  // The pull request may add a folder that is named as a version is: only a path with a slash is one.
  if (/^[\w^~][\w.^~+-]*$/.test(version)) return install({ 'perf-suite': version }, variables);
  const folder = resolve(needed(variables, 'GITHUB_WORKSPACE'), version);
  if (/[/\\]/.test(version) && existsSync(folder))
    return install(await tarballsIn(folder, variables), variables);
  throw new ActionError(
    `version: expected a version (0.1.0) or a folder with packed packages (./packed), found ${JSON.stringify(version)}`,
  );
}

/**
 * Returns the program of a package that perf-suite depends on, or its own.
 * @param {string} tools as `findTools` returned it
 * @param {'perf-suite' | 'perf-guard' | 'perf-exporter'} name
 */
export async function programOf(tools, name) {
  const packages = { 'perf-guard': '@perf-suite/perf-guard', 'perf-exporter': '@perf-suite/exporter' };
  const folder =
    name === 'perf-suite' ? tools : await packageFrom(join(tools, 'package.json'), packages[name]);
  if (folder !== null) return join(folder, 'bin', `${name}.js`);
  throw new ActionError(
    `expected ${name} among the dependencies of ${tools}, found none. Install perf-suite again.`,
  );
}

/**
 * @param {string} file from which the package is looked for, as its imports are
 * @param {string} name
 */
async function packageFrom(file, name) {
  try {
    // pnpm's packages see their own dependencies only from where they really are.
    return await realpath(dirname(createRequire(file).resolve(`${name}/package.json`)));
  } catch {
    return null;
  }
}

/**
 * @param {string} checkout
 * @param {NodeJS.ProcessEnv} variables
 */
async function buildCheckout(checkout, variables) {
  const folder = join(checkout, 'packages', 'perf-suite');
  if (existsSync(join(folder, 'dist'))) return folder;
  process.stdout.write('perf-suite is not installed in the project; building the checkout of the action\n');
  await npm('npx', ['--yes', 'pnpm@10', 'install', '--frozen-lockfile'], checkout, variables);
  return folder;
}

/**
 * Returns the packages of a folder as dependencies.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} variables
 */
async function tarballsIn(folder, variables) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  /** @type {Record<string, string>} */
  const dependencies = {};
  for (const name of names) {
    const { stdout } = await runProgram('tar', ['-xOzf', name, 'package/package.json'], {
      cwd: folder,
      env: withoutInputs(variables),
      isShown: false,
    });
    dependencies[JSON.parse(stdout || '{}').name ?? name] = `file:${join(folder, name)}`;
  }
  if ('perf-suite' in dependencies) return dependencies;
  throw new ActionError(
    `version: expected the packed packages (perf-suite-*.tgz and those it depends on) in ${folder}, found ${names.length === 0 ? 'none' : names.join(', ')}`,
  );
}

/**
 * @param {Readonly<Record<string, string>>} dependencies
 * @param {NodeJS.ProcessEnv} variables
 */
async function install(dependencies, variables) {
  const folder = join(needed(variables, 'RUNNER_TEMP'), 'perf-suite-tools');
  await mkdir(folder, { recursive: true });
  // Packed packages name each other by version: npm would look for those in the registry.
  const manifest = { name: 'perf-suite-tools', private: true, dependencies, overrides: dependencies };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await npm('npm', ['install', '--no-audit', '--no-fund'], folder, variables);
  const found = await packageFrom(join(folder, 'package.json'), 'perf-suite');
  if (found !== null) return found;
  throw new ActionError(`expected perf-suite in ${folder} after its installation, found none`);
}

/**
 * @param {'npm' | 'npx'} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} variables
 */
async function npm(program, args, cwd, variables) {
  const isWindows = process.platform === 'win32';
  // npm is a script there, which only a shell starts; no argument of ours means anything to it.
  const [command, words] = isWindows ? ['cmd', ['/c', program, ...args]] : [program, args];
  const ended = await runProgram(command, words, { cwd, env: withoutInputs(variables), isShown: true });
  if (ended.exitCode === 0) return;
  throw new ActionError(
    `${program} ${args.join(' ')}: expected it to install perf-suite, found exit code ${ended.exitCode}:\n${ended.stderr.trim().split('\n').slice(-10).join('\n')}\nInstall perf-suite in the project (npm install --save-dev perf-suite), or set the input version.`,
  );
}
