import { PerfError } from '@perf-suite/schema';
import { Command } from 'commander';
import { hideSecrets } from './hide-secrets.js';
import { isNamed, withOwnValues } from './list-option.js';

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
  return new StrictCommand(name)
    .description(description)
    .version(version, '-V, --version')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: out,
      // What it refuses it repeats.
      writeErr: (text) => err(hideSecrets(text)),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      // The value may be a secret, given to a mistyped flag.
      outputError: (text, write) => write(text.replace(/(unknown option '--[\w-]+)=.*(?=')/s, '$1')),
    })
    .addHelpText('after', examples);
}

/** A command that takes no flag for the value of another. */
class StrictCommand extends Command {
  override createCommand(name?: string): Command {
    return new StrictCommand(name);
  }

  override parseOptions(argv: string[]): ReturnType<Command['parseOptions']> {
    const args = withOwnValues(argv, this.options);
    for (const [i, arg] of args.entries()) {
      if (arg === '--') break;
      const option = this.options.find((one) => isNamed(one, arg));
      const value = args[i + 1];
      if (option?.required !== true || value === undefined || args[i - 1] === '--') continue;
      if (this.options.some((one) => isNamed(one, value))) throw flagForValue(arg, value);
    }
    return super.parseOptions(args);
  }
}

function flagForValue(flag: string, value: string): PerfError {
  return new PerfError('bad-usage', `${flag}: expected a value, found the flag ${value}`, {
    hint: `Write the value behind ${flag}; a text that begins with a dash as ${flag}=${value}`,
  });
}
