import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secrets } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import { makeFolder } from '@perf-suite/schema/node';
import type { BaseContext, PreparedBase } from './base-context.js';
import { keepBase } from './keep-base.js';
import { isExactVersion } from './npm-version.js';
import { readManifest } from './package-manifest.js';
import type { NpmPackage } from './parse-against.js';
import type { CommandResult } from './run-command.js';
import { sameVersions } from './same-code.js';

interface InstalledPackage extends NpmPackage {
  /** Absolute folder of the package itself. */
  readonly folder: string;
  readonly release: () => Promise<void>;
}

/**
 * Installs other versions of packages, each in a folder of its own with its own dependencies.
 * The benchmarks stay head's; only these packages resolve elsewhere for the base variant.
 * @throws {PerfError} `bad-usage` for a version that does not exist, `setup-failed` otherwise
 */
export async function prepareNpmBase(
  context: BaseContext,
  wanted: readonly NpmPackage[],
): Promise<PreparedBase> {
  const installed: InstalledPackage[] = [];
  for (const npmPackage of wanted) installed.push(await ensureInstalled(context, npmPackage));
  return {
    warnings: [],
    source: {
      kind: 'npm',
      ref: installed.map(({ name, version }) => `${name}@${version}`).join(','),
      commit: null,
    },
    folder: context.root,
    packages: Object.fromEntries(installed.map(({ name, folder }) => [name, folder])),
    sameAsHead: await sameVersions(
      context.root,
      new Map(installed.map(({ name, version }) => [name, version])),
    ),
    cleanup: async () => {
      for (const { release } of installed) await release();
    },
  };
}

async function ensureInstalled(context: BaseContext, npmPackage: NpmPackage): Promise<InstalledPackage> {
  const { name, version } = npmPackage;
  const { top, release } = await keepBase(context, {
    key: `npm-${name.replace('/', '+')}@${version.replace(/[^\w.+-]/g, '_')}`,
    name: `${name}@${version}`,
    reusable: isExactVersion(version),
    make: (top) => install(context, npmPackage, top),
    remove: removeFolder,
  });
  const folder = folderIn(top, name);
  return { name, version: (await versionIn(folder)) ?? version, folder, release };
}

function folderIn(top: string, name: string): string {
  return join(top, 'node_modules', name);
}

function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}

async function install(context: BaseContext, { name, version }: NpmPackage, top: string): Promise<void> {
  await makeFolder(top);
  await writeFile(join(top, 'package.json'), '{ "private": true }\n');
  context.log(`Installing ${name}@${version} from npm into ${top}`);
  const args = [
    'install',
    '--save-exact',
    '--workspaces=false',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    // What follows is no flag, whatever it begins with.
    '--',
    `${name}@${version}`,
  ];
  const result = await context.runCommand(
    { command: 'npm', args },
    { cwd: top, env: context.childEnv, signal: context.signal },
  );
  context.signal?.throwIfAborted();
  if (result.exitCode === 0) {
    if ((await versionIn(folderIn(top, name))) !== null) return;
    throw new PerfError(
      'setup-failed',
      `npm install ${name}@${version}: expected a package in ${folderIn(top, name)}, found none`,
      { hint: 'Is a package.json in it? Look at what npm installs there by hand.' },
    );
  }
  if (result.limitHitMs !== null) throw npmTimedOut(name, version, result.limitHitMs);
  const secrets = new Secrets();
  secrets.addVariables(context.startedWith);
  throw installFailed(name, version, secrets.redact(printedBy(result)));
}

function npmTimedOut(name: string, version: string, limitMs: number): PerfError {
  return new PerfError(
    'setup-failed',
    `npm install ${name}@${version}: expected an end within ${limitMs / 1000} s, found none`,
    { hint: 'Check the connection to the registry (npm ping), then run it again.' },
  );
}

function printedBy({ stdout, stderr, startError }: CommandResult): string {
  return startError?.message ?? `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n');
}

function installFailed(name: string, version: string, said: string): PerfError {
  if (/\bE404\b|\bETARGET\b|\bEINVALIDPACKAGENAME\b/.test(said)) {
    return new PerfError(
      'bad-usage',
      `--against npm:${name}@${version}: expected a published version, found none:\n${said}`,
      {
        hint: `See which there are: npm view ${name} versions`,
      },
    );
  }
  return new PerfError('setup-failed', `npm could not install ${name}@${version}:\n${said}`, {
    hint: 'Check the connection to the registry (npm ping), then run it again.',
  });
}

async function versionIn(folder: string): Promise<string | null> {
  return (await readManifest(folder))?.version ?? null;
}
