import { PerfError } from '@perf-suite/schema';
import { Command, Help, type Option } from 'commander';
import { hideSecrets } from './hide-secrets.js';
import { isNamed, withOwnValues } from './list-option.js';
import { WordsOption } from './words-option.js';

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

/** Returns a command line that throws instead of ending the process, and writes only through the given functions. */
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
    .configureHelp({ showGlobalOptions: true, optionDescription })
    .addHelpText('after', examples);
}

/** Shows choices and defaults as they would be typed, without the quotes of JSON. */
function optionDescription(this: Help, option: Option): string {
  const description = Help.prototype.optionDescription.call(this, option);
  return description.replace(/\((?:choices|default): .*\)$/s, (added) => added.replaceAll('"', ''));
}

/** A command that takes no flag for the value of another. */
class StrictCommand extends Command {
  override createCommand(name?: string): Command {
    return new StrictCommand(name);
  }

  override parseOptions(argv: string[]): ReturnType<Command['parseOptions']> {
    const args = withOwnValues(commandFirst(argv, this), this.options);
    refuseListTwice(args, this.options);
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

/** Returns the arguments with a command's name before the flags that were given ahead of it. */
function commandFirst(args: readonly string[], { commands, options }: Command): readonly string[] {
  const flags = commands.flatMap((command) => command.options);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--' || options.some((one) => isNamed(one, arg))) return args;
    if (!arg.startsWith('-')) {
      const isCommand = commands.some((command) => command.name() === arg);
      return isCommand ? [arg, ...args.slice(0, i), ...args.slice(i + 1)] : args;
    }
    if (flags.some((one) => one.required && isNamed(one, arg))) i += 1;
  }
  return args;
}

/** Of two lists the second would take the place of the first, without a word. */
function refuseListTwice(args: readonly string[], options: readonly Option[]): void {
  const end = args.indexOf('--');
  const flags = (end < 0 ? args : args.slice(0, end)).map((arg) => arg.replace(/=.*$/s, ''));
  for (const option of options) {
    if (!(option instanceof WordsOption && option.takesMany)) continue;
    if (flags.filter((flag) => isNamed(option, flag)).length < 2) continue;
    throw new PerfError('bad-usage', `${option.long}: expected it once, found it again`, {
      hint: `Write all values behind one, with commas: ${option.long} ${option.words.slice(0, 2).join(',')}`,
    });
  }
}

function flagForValue(flag: string, value: string): PerfError {
  return new PerfError('bad-usage', `${flag}: expected a value, found the flag ${value}`, {
    hint: `Write the value behind ${flag}; a text that begins with a dash as ${flag}=${value}`,
  });
}
