import { closestWord, PerfError } from '@perf-suite/schema';
import { Option } from 'commander';

/** Returns a flag that takes one of some words; help shows them. */
export function choiceOption(
  flags: string,
  description: string,
  words: readonly [string, ...string[]],
): Option {
  const option = new Option(flags, description).choices(words).default(words[0]);
  return option.argParser((text) => parseChoice(text, option.long ?? flags, words));
}

/** Returns the word that a flag names. @throws {PerfError} `bad-usage` with the word that was probably meant */
export function parseChoice<Word extends string>(text: string, flag: string, words: readonly Word[]): Word {
  const known = words.find((one) => one === text.trim());
  if (known !== undefined) return known;
  const message = `${flag}: expected ${words.join(', ')}, found ${JSON.stringify(text)}`;
  const meant = text === '' ? null : closestWord(text, words);
  throw new PerfError('bad-usage', message, meant === null ? {} : { hint: `Did you mean ${meant}?` });
}
