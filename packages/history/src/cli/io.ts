import type { Secrets } from '@perf-suite/command-line';

/** What a command may touch of the world besides files, databases and sockets. */
export interface CommandIo {
  /** Writes to standard output (what was asked for) or standard error (all else). */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly nowMs: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the command should end: SIGINT or SIGTERM. */
  readonly stop: AbortSignal;
}

/** The same for what a command does: neither writer shows what is in `secrets`. */
export interface GuardedIo extends CommandIo {
  readonly secrets: Secrets;
}
