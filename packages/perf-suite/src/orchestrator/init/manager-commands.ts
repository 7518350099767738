import type { PackageManager } from '../base/detect-package-manager.js';

interface Commands {
  readonly install: string;
  readonly build: string;
  /** Runs a program of the project's dependencies. */
  readonly exec: string;
}

/** Returns the commands of a package manager; without a lockfile it cannot be made to keep to one. */
export function commandsOf({ name, lockfile }: PackageManager): Commands {
  const fixed = lockfile !== null;
  switch (name) {
    case 'pnpm':
      return {
        install: fixed ? 'pnpm install --frozen-lockfile' : 'pnpm install',
        build: 'pnpm run build',
        exec: 'pnpm exec',
      };
    case 'yarn':
      return {
        install: fixed ? 'yarn install --frozen-lockfile' : 'yarn install',
        build: 'yarn run build',
        exec: 'yarn',
      };
    case 'yarn-berry':
      return {
        install: fixed ? 'yarn install --immutable' : 'yarn install',
        build: 'yarn run build',
        exec: 'yarn',
      };
    case 'bun':
      return {
        install: fixed ? 'bun install --frozen-lockfile' : 'bun install',
        build: 'bun run build',
        exec: 'bunx',
      };
    default:
      return { install: fixed ? 'npm ci' : 'npm install', build: 'npm run build', exec: 'npx' };
  }
}

/** Returns the command that installs a package below another one that is no part of its workspace. */
export function installAlone(manager: PackageManager): string {
  const { install } = commandsOf(manager);
  return manager.name === 'pnpm' ? `${install} --ignore-workspace` : install;
}
