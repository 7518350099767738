/** How a project installs its dependencies. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'yarn-berry' | 'bun';
  /** From the `packageManager` field or the lockfile's format; null where neither shows it. */
  readonly version: string | null;
  /** Name of the lockfile; null where there is none and versions are not fixed. */
  readonly lockfile: string | null;
}

/** In the order they win when a project has several and no `packageManager` field. */
export const LOCKFILES = [
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'npm-shrinkwrap.json',
  'package-lock.json',
] as const;

export interface ProjectFiles {
  /** Value of the `packageManager` field (`pnpm@10.34.9+sha512...`), null without one. */
  readonly packageManager: string | null;
  /** The lockfiles that exist, with the beginning of their content. */
  readonly lockfiles: ReadonlyMap<string, string>;
}

/** pnpm's lockfile formats and the newest pnpm that writes each (11 does not run on Node 20). */
const PNPM_BY_LOCKFILE: readonly (readonly [string, string])[] = [
  ['9.', '10'],
  ['6.', '8'],
  ['5.', '7'],
];

/** Returns the package manager a project uses: its `packageManager` field first, then its lockfile. */
export function detectPackageManager({ packageManager, lockfiles }: ProjectFiles): PackageManager {
  const declared = /^(npm|pnpm|yarn|bun)@(\d[^+]*)/.exec(packageManager ?? '');
  const own = declared === null ? LOCKFILES : LOCKFILES.filter((file) => managerOf(file) === declared[1]);
  const lockfile = own.find((file) => lockfiles.has(file)) ?? null;
  const name = declared?.[1] ?? (lockfile === null ? 'npm' : managerOf(lockfile));
  const content = lockfile === null ? '' : (lockfiles.get(lockfile) ?? '');
  const version = declared?.[2] ?? null;
  switch (name) {
    case 'pnpm':
      return { name, version: version ?? pnpmVersionOf(content), lockfile };
    case 'yarn': {
      const classic = version === null ? content.includes('# yarn lockfile v1') : version.startsWith('1.');
      return { name: classic ? 'yarn' : 'yarn-berry', version, lockfile };
    }
    case 'bun':
      return { name, version, lockfile };
    default:
      return { name: 'npm', version, lockfile };
  }
}

function managerOf(lockfile: (typeof LOCKFILES)[number]): string {
  if (lockfile.startsWith('pnpm')) return 'pnpm';
  return lockfile === 'yarn.lock' ? 'yarn' : lockfile.startsWith('bun') ? 'bun' : 'npm';
}

function pnpmVersionOf(content: string): string | null {
  const format = /^lockfileVersion: '?([\d.]+)/m.exec(content)?.[1] ?? '';
  return PNPM_BY_LOCKFILE.find(([prefix]) => format.startsWith(prefix))?.[1] ?? null;
}
