import { PerfError } from '@perf-suite/schema';

/** What a shell would do something with; within quotes only the last two. */
const OF_SHELL = /[|&;<>()$`*?[\]{}~#!\n]/;
const OF_SHELL_IN_QUOTES = /[$`]/;

/**
 * Returns the words of a command line as a POSIX shell would split it: quotes keep words together, a backslash takes a
 * character as it is. Nothing else that a shell does is done.
 * @param flag named in errors
 * @throws {PerfError} `bad-usage` for an open quote, no word at all, or what only a shell can do
 */
export function splitWords(line: string, flag: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  const fail = (expected: string, hint: string): never => {
    throw new PerfError('bad-usage', `${flag}: expected ${expected}, found ${JSON.stringify(line)}`, {
      hint,
    });
  };
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string;
    const next = line[at + 1];
    if (quote !== null && character === quote) quote = null;
    else if (quote === null && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (character === '\\' && next !== undefined && isEscape(quote, next)) {
      word = (word ?? '') + next;
      at++;
    } else if (quote === null && /\s/.test(character) && character !== '\n') {
      if (word !== null) words.push(word);
      word = null;
    } else if (
      quote === null ? isOfShell(character, word) : quote === '"' && OF_SHELL_IN_QUOTES.test(character)
    )
      fail(
        `a program and its arguments, without what only a shell does (${JSON.stringify(character)})`,
        'Let the shell read it with --shell, or put quotes around what is meant as it is.',
      );
    else word = (word ?? '') + character;
  }
  if (quote !== null)
    fail(`a second ${quote}`, 'Close the quotes, or write a backslash before one that is meant.');
  if (word !== null) words.push(word);
  if (words.length === 0 || words[0] === '')
    fail('a program and its arguments', "As in: --command 'node dist/cli.js in.txt'");
  return words;
}

/** Within double quotes a backslash stands for itself before most characters. */
function isEscape(quote: '"' | "'" | null, next: string): boolean {
  return quote === null || (quote === '"' && /["\\$`]/.test(next));
}

/** `~` and `#` mean something at the beginning of a word only. */
function isOfShell(character: string, word: string | null): boolean {
  if (character === '~' || character === '#') return word === null;
  return OF_SHELL.test(character);
}
