import type { BaseSource, Warning } from '@perf-suite/schema';
import type { RunCommand } from './run-command.js';

export interface BaseRequest {
  /** Absolute folder of the project that is measured. */
  readonly root: string;
  /** A git ref, a folder, `npm:name@version` or `runtime:node@22`; see `parseAgainst`. */
  readonly against: string;
  /** Of a branch its newest commit, not the one where head left it. */
  readonly againstTip?: boolean;
  /** Shell command that installs and builds the base instead of what its files imply; null for those. */
  readonly setupCommand: string | null;
  /** Absolute folder that keeps prepared bases between runs, as `baseCacheFolder` names it. */
  readonly cacheFolder: string;
  /** Absolute paths of head's benchmark files: packages of their own around them are installed too. */
  readonly benchmarkFiles?: readonly string[];
  /** Files that take the place of the commit's own in its checkout; left out for none. */
  readonly laidOver?: LaidOver;
  /** Gets a line for each step that takes time. */
  readonly log: (line: string) => void;
  /** Stops installing; what was half made is removed. */
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  /** The version of Node that head is measured on. Default: the one that runs this. */
  readonly headNode?: string;
  /** How long each git or npm command may take. Default: that of `runCommand`. */
  readonly commandLimitMs?: number;
}

/** Files of another checkout of the same project. */
export interface LaidOver {
  /** Absolute folder of the project in that checkout. */
  readonly from: string;
  /** Paths in the project, with forward slashes. */
  readonly files: readonly string[];
}

export interface PreparedBase {
  readonly source: BaseSource;
  /** What the run's readers should know about how it was chosen and prepared. */
  readonly warnings: readonly Warning[];
  /** Absolute folder that corresponds to `root`: the same path below the checkout's top. */
  readonly folder: string;
  /** For npm bases the folder of each package, by name; else empty. */
  readonly packages: Readonly<Record<string, string>>;
  /** The Node that runs base, where that is not the one that runs head. */
  readonly program?: string;
  /** The evidence that it is the very code of head (`tree 1a2b3c4`); null where it is not, or nobody can say. */
  readonly sameAsHead: string | null;
  /** Ends this run's use of it. It stays for later runs until newer ones push it out. */
  readonly cleanup: () => Promise<void>;
}

/** Returns whether base has no project of its own: it differs from head in a package, or in what runs the code. */
export function isOneProject({ kind }: BaseSource): boolean {
  return kind === 'npm' || kind === 'runtime';
}

/** A request with its edges filled in. */
export interface BaseContext extends BaseRequest {
  readonly headNode: string;
  /** Where git and package managers run in; `startedWith` is what this process was started with. */
  readonly childEnv: NodeJS.ProcessEnv;
  readonly startedWith: NodeJS.ProcessEnv;
  readonly runCommand: RunCommand;
}
