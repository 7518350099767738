/** A program and its arguments; with `isShell` the program is one line for the system's shell. */
export interface CommandLine {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly isShell: boolean;
}

/** What a function that prepares executions is told. */
export interface ExecutionContext {
  /** Absolute folder that the command is executed in: each side of an A/B run has its own. */
  readonly cwd: string;
}

/** What comes in on standard input. */
export type CommandInput = { readonly text: string | Uint8Array } | { readonly file: string };

/** A command as its benchmark file declares it. */
export interface SuiteCommand {
  readonly kind: 'command';
  /** Names of the enclosing groups, outermost first. */
  readonly group: readonly string[];
  readonly name: string;
  readonly run: CommandLine;
  /** What is done before each execution, untimed. */
  readonly prepare: CommandLine | ((context: ExecutionContext) => unknown) | null;
  /** Relative to the side's project folder; null for that folder. */
  readonly cwd: string | null;
  /** Undefined takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Null for an empty standard input. */
  readonly input: CommandInput | null;
  /** The one that is no failure. */
  readonly exitCode: number;
  readonly timeMs: number | null;
  /** Ratio: 0.05 is 5 %. */
  readonly minimumEffect: number | null;
  readonly budgetNs?: { readonly p50?: number; readonly p95?: number };
}
