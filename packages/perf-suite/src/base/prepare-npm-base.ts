import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hideSecrets, secretVariables } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import { makeFolder } from '@perf-suite/schema/node';
import { dropNote, evictUnused, markUsed, readNote, writeNote } from './base-cache.js';
import type { BaseContext, PreparedBase } from './base-context.js';
import { acquireLock } from './folder-lock.js';
import { readManifest } from './package-manifest.js';
import type { NpmPackage } from './parse-against.js';
import type { CommandResult } from './run-command.js';

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
  await evictUnused(context.cacheFolder, (folder) => rm(folder, { recursive: true, force: true }));
  return {
    warnings: [],
    source: {
      kind: 'npm',
      ref: installed.map(({ name, version }) => `${name}@${version}`).join(','),
      commit: null,
    },
    folder: context.root,
    packages: Object.fromEntries(installed.map(({ name, folder }) => [name, folder])),
    cleanup: async () => {
      for (const { release } of installed) await release();
    },
  };
}

async function ensureInstalled(context: BaseContext, npmPackage: NpmPackage): Promise<InstalledPackage> {
  const { cacheFolder } = context;
  const key = `npm-${npmPackage.name.replace('/', '+')}@${npmPackage.version.replace(/[^\w.+-]/g, '_')}`;
  const top = join(cacheFolder, key);
  const folder = join(top, 'node_modules', npmPackage.name);
  const release = await acquireLock(join(cacheFolder, `${key}.lock`), { signal: context.signal });
  try {
    // A tag or range may mean another version by now; an exact version never does.
    const isExact = /^\d+\.\d+\.\d+/.test(npmPackage.version);
    const isReady =
      isExact && (await readNote(cacheFolder, key)) !== null && (await versionIn(folder)) !== null;
    if (!isReady) {
      await dropNote(cacheFolder, key);
      await install(context, npmPackage, top);
    }
    await writeNote(cacheFolder, { key, usedAtMs: Date.now(), trackedChanges: '' });
    const version = (await versionIn(folder)) ?? npmPackage.version;
    return { name: npmPackage.name, version, folder, release: await markUsed(cacheFolder, key) };
  } finally {
    await release();
  }
}

async function install(context: BaseContext, { name, version }: NpmPackage, top: string): Promise<void> {
  await rm(top, { recursive: true, force: true });
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
  if (result.exitCode === 0) return;
  await rm(top, { recursive: true, force: true });
  if (result.limitHitMs !== null) throw npmTimedOut(name, version, result.limitHitMs);
  throw installFailed(name, version, hideSecrets(printedBy(result), secretVariables(context.startedWith)));
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
