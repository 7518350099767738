/** A terminal to draw on. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  /** Replaces what was drawn before. */
  draw(text: string): void;
  /** Keeps what is drawn and goes on below it. */
  keep(): void;
}

/** What a command may touch of the world besides files and sockets. */
export interface CommandIo {
  /** Writes to standard output (what was asked for) or standard error (all else). */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly nowMs: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Null when standard output is none, or is not to be drawn on. */
  readonly terminal: Terminal | null;
  /** Aborted when the command should end: SIGINT or SIGTERM. */
  readonly stop: AbortSignal;
}
