import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PackageManager } from './detect-package-manager.js';
import type { Command, RunCommand } from './run-command.js';

/** Used through npx where a project names no version and the program is not installed. */
const NEWEST_TRIED = { pnpm: '10', yarn: '1.22.22', berry: '4.9.2', bun: '1' } as const;

export interface ProgramSearch {
  readonly manager: PackageManager;
  /** Absolute folder it will run in. */
  readonly cwd: string;
  /** The environment this process was started with: it names the package manager that started us. */
  readonly startedWith: NodeJS.ProcessEnv;
  readonly env: NodeJS.ProcessEnv;
  readonly runCommand: RunCommand;
}

/**
 * Returns how to start a project's package manager: the one that started us, the one installed here,
 * or, where neither is of the right major version, npm's npx with the version that the project names.
 */
export async function findProgram(search: ProgramSearch): Promise<Command> {
  const { manager } = search;
  switch (manager.name) {
    case 'npm':
      return { command: 'npm', args: [] };
    case 'pnpm':
      return (
        startedBy(search, 'pnpm') ??
        (await installedHere(search, 'pnpm', (version) => isMajor(version, manager.version))) ??
        npx(`pnpm@${manager.version ?? NEWEST_TRIED.pnpm}`, 'pnpm')
      );
    case 'yarn':
      return (
        (await installedHere(search, 'yarn', (version) => version.startsWith('1.'))) ??
        npx(`yarn@${manager.version ?? NEWEST_TRIED.yarn}`, 'yarn')
      );
    case 'yarn-berry':
      return (
        (await yarnOfProject(search.cwd)) ??
        (await installedHere(search, 'yarn', (version) => !/^[01]\./.test(version))) ??
        npx(`@yarnpkg/cli-dist@${manager.version ?? NEWEST_TRIED.berry}`, 'yarn')
      );
    case 'bun':
      return (
        (await installedHere(search, 'bun', () => true)) ??
        npx(`bun@${manager.version ?? NEWEST_TRIED.bun}`, 'bun')
      );
  }
}

/** `npm_execpath` is the script of the package manager that runs us, as in `pnpm exec perf-suite`. */
function startedBy({ startedWith, manager }: ProgramSearch, name: string): Command | null {
  const script = startedWith.npm_execpath ?? '';
  const version = /pnpm\/(\d\S*)/.exec(startedWith.npm_config_user_agent ?? '')?.[1] ?? '';
  const fits =
    basename(script).startsWith(name) && /\.[cm]?js$/.test(script) && isMajor(version, manager.version);
  return fits ? { command: process.execPath, args: [script], shell: false } : null;
}

async function installedHere(
  { cwd, env, runCommand }: ProgramSearch,
  command: string,
  fits: (version: string) => boolean,
): Promise<Command | null> {
  const { exitCode, stdout } = await runCommand({ command, args: ['--version'] }, { cwd, env });
  return exitCode === 0 && fits(stdout.trim()) ? { command, args: [] } : null;
}

/** Yarn's own release, checked in with the project. */
async function yarnOfProject(cwd: string): Promise<Command | null> {
  const settings = await readFile(join(cwd, '.yarnrc.yml'), 'utf8').catch(() => '');
  const path = /^yarnPath:\s*["']?([^"'\s]+)/m.exec(settings)?.[1];
  return path === undefined ? null : { command: process.execPath, args: [join(cwd, path)], shell: false };
}

function npx(specifier: string, command: string): Command {
  return { command: 'npx', args: ['--yes', `--package=${specifier}`, '--', command] };
}

function isMajor(version: string, wanted: string | null): boolean {
  return version !== '' && (wanted === null || version.split('.')[0] === wanted.split('.')[0]);
}
