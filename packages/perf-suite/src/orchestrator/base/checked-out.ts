import type { RunCommand } from './run-command.js';

/** A repository's checkout that is to be completed, and head's checkout of the same repository. */
export interface CheckedOut {
  /** Absolute top folders. */
  readonly top: string;
  readonly headTop: string;
  readonly commit: string;
  /** Absolute folder of the repository that both share: `.git`, or one of those in `.git/modules`. */
  readonly store: string;
  readonly env: NodeJS.ProcessEnv;
  readonly runCommand: RunCommand;
  readonly log: (line: string) => void;
}
