import type { PackageManager } from './detect-package-manager.js';

/**
 * Returns the arguments that install exactly what the lockfile says, from the offline store where it can.
 * Without a lockfile they install without writing one: the checkout stays as git made it.
 */
export function installArguments({ name, lockfile }: PackageManager): readonly string[] {
  const locked = lockfile !== null;
  switch (name) {
    case 'npm':
      return [
        ...(locked ? ['ci'] : ['install', '--no-package-lock']),
        '--include=dev',
        '--prefer-offline',
        '--no-audit',
        '--no-fund',
      ];
    case 'pnpm':
      return ['install', locked ? '--frozen-lockfile' : '--no-lockfile', '--prefer-offline'];
    case 'yarn':
      return [
        'install',
        locked ? '--frozen-lockfile' : '--no-lockfile',
        '--prefer-offline',
        '--non-interactive',
      ];
    case 'yarn-berry':
      return ['install', locked ? '--immutable' : '--no-immutable'];
    case 'bun':
      return ['install', locked ? '--frozen-lockfile' : '--no-save'];
  }
}
