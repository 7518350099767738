/** What a command may touch of the world besides files and processes. */
export interface CommandIo {
  /** Standard output: results. */
  readonly out: NodeJS.WriteStream;
  /** Standard error: progress, notes, errors. */
  readonly err: NodeJS.WriteStream;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** As the user typed it, without node and the script's path. */
  readonly commandLine: readonly string[];
}
