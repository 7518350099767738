import { expect, it } from 'vitest';
import { choiceOption } from '../choice.js';
import { ListOption, looksLikeRunFile } from '../list-option.js';
import { newProgram } from '../program.js';
import { WordsOption } from '../words-option.js';
import { addCompletion } from './add-completion.js';
import { candidatesFor } from './candidates.js';

const program = newProgram({
  name: 'tool',
  version: '1.0.0',
  description: 'a tool',
  examples: '',
  out: () => {},
  err: () => {},
});
program
  .command('run')
  .description('measures')
  .argument('[files...]', 'what')
  .option('-o, --out <file>', 'where to')
  .option('--cwd <folder>', 'project')
  .option('--rounds <count>', 'how many')
  .option('--live', 'watch')
  .addOption(choiceOption('--format <name>', 'how', ['text', 'json']))
  .addOption(new WordsOption('--fail-on <findings>', 'what fails', ['regressed', 'failed', 'missing'], true))
  .addOption(new ListOption('--baseline <files...>', 'earlier', looksLikeRunFile));
program.command('explain').argument('<benchmark>').argument('<run>');
program.command('watch').argument('<url>').option('--summary', 'less');
addCompletion(program, () => {});

const texts = (line: string): readonly string[] | string => {
  const { paths, words } = candidatesFor(program, line.split(' '));
  return paths ?? words.map(({ text }) => text);
};

it.each<[string, readonly string[] | string]>([
  ['', ['run', 'explain', 'watch', 'completion', 'help']],
  ['r', ['run']],
  ['x', []],
  ['help e', ['explain']],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['run ', 'files'],
  ['run a.bench.ts ', 'files'],
  ['run --f', ['--format', '--fail-on']],
  ['run --live --format json --', ['--out', '--cwd', '--rounds', '--fail-on', '--baseline', '--help']],
  ['run --format ', ['text', 'json']],
  ['run --format j', ['json']],
  ['run --format=j', ['--format=json']],
  ['run --fail-on ', ['regressed', 'failed', 'missing']],
  ['run --fail-on f', ['failed']],
  ['run --fail-on failed,', ['failed,regressed', 'failed,missing']],
  ['run --fail-on=failed,m', ['--fail-on=failed,missing']],
  ['run --out ', 'files'],
  ['run -o ', 'files'],
  ['run --out=a', 'files'],
  ['run --cwd ', 'folders'],
  ['run --rounds ', []],
  ['run --baseline a.json b.json ', 'files'],
  ['run --baseline a.json --fo', ['--format']],
  ['explain ', ['--help']],
  ['explain parse ', 'files'],
  ['explain -- --parse ', 'files'],
  // A list leaves to the command what it does not take.
  ['watch ', ['--summary', '--help']],
  ['watch --', ['--summary', '--help']],
  // Flags may stand before their command.
  ['--format ', ['text', 'json']],
  ['--format json r', ['run']],
  ['--cwd x run --o', ['--out']],
  ['run -- --', 'files'],
  ['run nonsense --unknown ', 'files'],
])('completes "tool %s"', (line, expected) => {
  expect(texts(line)).toEqual(expected);
});

it('says what each word does', () => {
  expect(candidatesFor(program, ['ru']).words).toEqual([{ text: 'run', description: 'measures' }]);
  expect(candidatesFor(program, ['run', '--ou']).words).toEqual([{ text: '--out', description: 'where to' }]);
});
