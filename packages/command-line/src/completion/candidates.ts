import type { Argument, Command, Option } from 'commander';
import { isNamed, ListOption } from '../list-option.js';
import { WordsOption } from '../words-option.js';

/** What can stand at the cursor of a command line. */
export interface Candidates {
  /** The shell completes the paths of these itself; null where it is one of the words. */
  readonly paths: 'files' | 'folders' | null;
  readonly words: readonly Candidate[];
}

interface Candidate {
  readonly text: string;
  readonly description: string;
}

/** Flags and arguments whose value has one of these names in the help take a path. */
const PATHS: Readonly<Record<string, 'files' | 'folders'>> = {
  file: 'files',
  files: 'files',
  run: 'files',
  folder: 'folders',
};

/**
 * Returns what can stand in the place of the last word.
 * @param words the command line behind the program's name, up to the cursor; the last one is begun, or empty
 */
export function candidatesFor(program: Command, words: readonly string[]): Candidates {
  const begun = words.at(-1) ?? '';
  const { command, given, argumentCount, waiting, flagsAreOver } = readBefore(program, words.slice(0, -1));
  if (waiting !== null && !(isFlag(begun) && waiting instanceof ListOption)) return valuesOf(waiting, begun);
  if (!flagsAreOver) {
    const [flag = '', value] = begun.split(/=(.*)/s);
    const option = value === undefined ? undefined : optionNamed(flag, command, program);
    if (option !== undefined) return withPrefix(`${flag}=`, valuesOf(option, value ?? ''));
    if (begun.startsWith('-')) return flagsOf(command, given, begun);
  }
  const found = argumentsOf(program, command, argumentCount, begun);
  const isNothing = found.paths === null && found.words.length === 0;
  return isNothing && begun === '' && !flagsAreOver ? flagsOf(command, given, begun) : found;
}

interface Before {
  readonly command: Command;
  readonly given: ReadonlySet<Option>;
  /** How many words were arguments of the command. */
  readonly argumentCount: number;
  /** The flag whose value comes next. */
  readonly waiting: Option | null;
  /** Behind `--`. */
  readonly flagsAreOver: boolean;
}

/** Reads the words before the cursor, as far as completing needs it. */
function readBefore(program: Command, words: readonly string[]): Before {
  const given = new Set<Option>();
  let command = program;
  let argumentCount = 0;
  let waiting: Option | null = null;
  let hasValue = false;
  for (const [i, word] of words.entries()) {
    if (word === '--') {
      const rest = words.length - i - 1;
      return { command, given, argumentCount: argumentCount + rest, waiting: null, flagsAreOver: true };
    }
    if (waiting !== null && (!hasValue || (!isFlag(word) && takesAlso(waiting, word)))) {
      // A list goes on.
      if (waiting instanceof ListOption) hasValue = true;
      else waiting = null;
      continue;
    }
    waiting = null;
    hasValue = false;
    if (isFlag(word)) {
      const [flag = '', value] = word.split(/=(.*)/s);
      const option = optionNamed(flag, command, program);
      if (option === undefined) continue;
      given.add(option);
      if (value === undefined && option.required) waiting = option;
      continue;
    }
    const inner = commandsOf(command).find((one) => one.name() === word);
    if (inner === undefined) argumentCount += 1;
    else command = inner;
  }
  return { command, given, argumentCount, waiting, flagsAreOver: false };
}

function takesAlso(option: Option, word: string): boolean {
  return option instanceof ListOption && option.fits(word);
}

function isFlag(word: string): boolean {
  return word.length > 1 && word.startsWith('-');
}

/** Flags may stand before the command that they belong to. */
function optionNamed(flag: string, command: Command, program: Command): Option | undefined {
  const commands = command === program ? [program, ...program.commands] : [command, program];
  return commands.flatMap((one) => one.options).find((option) => isNamed(option, flag));
}

function flagsOf(command: Command, given: ReadonlySet<Option>, begun: string): Candidates {
  const options = command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => !given.has(option) || option instanceof ListOption);
  return words(
    options.map(({ long, short, description }) => ({ text: long ?? short ?? '', description })),
    begun,
  );
}

function argumentsOf(program: Command, command: Command, count: number, begun: string): Candidates {
  const commands = commandsOf(command);
  if (commands.length > 0) return count === 0 ? namesOf(commands, begun) : words([], begun);
  const { registeredArguments: all } = command;
  const argument = all[count] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  if (argument === undefined) return words([], begun);
  // Of `help`, which commander adds.
  if (argument.name() === 'command') return namesOf(commandsOf(program), begun);
  return valuesOf(argument, begun);
}

function commandsOf(command: Command): readonly Command[] {
  return command.createHelp().visibleCommands(command);
}

function namesOf(commands: readonly Command[], begun: string): Candidates {
  return words(
    commands.map((one) => ({ text: one.name(), description: one.description() })),
    begun,
  );
}

function valuesOf(holder: Option | Argument, begun: string): Candidates {
  if (holder instanceof WordsOption && holder.takesMany) {
    const [, before = '', last = ''] = /^(.*,)?(.*)$/s.exec(begun) ?? [];
    const said = before.split(',');
    return withPrefix(
      before,
      plainWords(
        holder.words.filter((word) => !said.includes(word)),
        last,
      ),
    );
  }
  const choices = holder instanceof WordsOption ? holder.words : holder.argChoices;
  if (choices !== undefined) return plainWords(choices, begun);
  return { paths: PATHS[valueName(holder)] ?? null, words: [] };
}

/** How the help calls the value: `file` of `--out <file>`. */
function valueName(holder: Option | Argument): string {
  if ('flags' in holder) return /[<[]([\w-]+)/.exec(holder.flags)?.[1] ?? '';
  return holder.name();
}

function plainWords(texts: readonly string[], begun: string): Candidates {
  return words(
    texts.map((text) => ({ text, description: '' })),
    begun,
  );
}

function words(candidates: readonly Candidate[], begun: string): Candidates {
  return { paths: null, words: candidates.filter(({ text }) => text.startsWith(begun)) };
}

function withPrefix(prefix: string, { paths, words }: Candidates): Candidates {
  return { paths, words: words.map((word) => ({ ...word, text: `${prefix}${word.text}` })) };
}
