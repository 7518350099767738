import { Command } from 'commander';

export interface ProgramOptions {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Follows the help. */
  readonly examples: string;
  /** Write to standard output and standard error. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Returns a command line that throws instead of ending the process, and writes only as it is told. */
export function newProgram({ name, version, description, examples, out, err }: ProgramOptions): Command {
  return new Command(name)
    .description(description)
    .version(version, '-V, --version')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: out,
      writeErr: err,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', examples);
}
