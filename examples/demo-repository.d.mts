export interface DemoOptions {
  /** A new or empty folder. */
  readonly folder: string;
  readonly manager?: 'npm' | 'pnpm' | 'yarn';
  readonly language?: 'ts' | 'js' | 'cjs';
  /** Puts the library into packages/text-search of a workspace. */
  readonly workspace?: boolean;
  /** Whether to install on main, which also writes the lockfile; true where left out. */
  readonly install?: boolean;
}

export interface DemoRepository {
  readonly folder: string;
  /** Where to run perf-suite: the repository itself, or the package in its workspace. */
  readonly packageFolder: string;
}

export function makeDemoRepository(options: DemoOptions): DemoRepository;
