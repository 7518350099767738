/** What a command may touch of the world besides files. */
export interface CommandIo {
  /** Writes to standard output (the report) or standard error (all else). */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly now: () => Date;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** As in `process.platform`. */
  readonly platform: string;
  readonly outIsTerminal: boolean;
  /** Whether standard input is a terminal, where somebody would have to type what is read. */
  readonly inputIsTerminal: boolean;
  /** Undefined where standard output is no terminal. */
  readonly outColumns: number | undefined;
}
