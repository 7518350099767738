/** What a command may touch of the world besides files and databases. */
export interface CommandIo {
  /** Writes to standard output (what was asked for) or standard error (all else). */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly nowMs: () => number;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** As in `process.platform`. */
  readonly platform: string;
  readonly outIsTerminal: boolean;
  /** Undefined where standard output is no terminal. */
  readonly outColumns: number | undefined;
  /** For a command that goes on: returns what SIGINT and SIGTERM abort, which from then on end nothing else. */
  readonly untilStopped: () => AbortSignal;
}
