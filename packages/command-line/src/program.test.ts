import { describe, expect, it } from 'vitest';
import { choiceOption } from './choice.js';
import { ListOption, looksLikeRunFile } from './list-option.js';
import { newProgram } from './program.js';
import { WordsOption } from './words-option.js';

interface Parsed {
  readonly files: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
}

async function parsed(...args: string[]): Promise<Parsed> {
  return parsedAll('run', ...args);
}

async function parsedAll(...args: string[]): Promise<Parsed> {
  let result: Parsed | null = null;
  const program = newProgram({
    name: 'tool',
    version: '1.0.0',
    description: '',
    examples: '',
    out: () => {},
    err: () => {},
  });
  program
    .command('run')
    .argument('[files...]')
    .option('--rounds <count>')
    .option('--node-flags <flags>')
    .option('-q, --quiet')
    .addOption(new ListOption('-b, --baseline <files...>', '', looksLikeRunFile))
    .addOption(choiceOption('--format <name>', '', ['text', 'json']))
    .addOption(new WordsOption('--fail-on <findings>', '', ['regressed', 'missing', 'failed'], true))
    .action((files: string[], flags: Record<string, unknown>) => {
      result = { files, flags };
    });
  await program.parseAsync(args, { from: 'user' });
  if (result === null) throw new Error('nothing was run');
  return result;
}

describe('a flag that takes a list', () => {
  it.each<[string, string[], string[]]>([
    ['--baseline a.run.json x.bench.js', ['a.run.json'], ['x.bench.js']],
    ['--baseline a.run.json b.json.gz x.bench.js y', ['a.run.json', 'b.json.gz'], ['x.bench.js', 'y']],
    ['x.bench.js --baseline a.run.json b.json', ['a.run.json', 'b.json'], ['x.bench.js']],
    ['--baseline a.run.json --baseline b.run.json x.bench.js', ['a.run.json', 'b.run.json'], ['x.bench.js']],
    ['-b a.run.json - bench -q', ['a.run.json', '-'], ['bench']],
    ['-b any-name bench', ['any-name'], ['bench']],
    ['--baseline=a.run.json bench', ['a.run.json'], ['bench']],
    ['-b a.run.json -- b.run.json', ['a.run.json'], ['b.run.json']],
  ])('takes only what can be meant for it: %s', async (line, baseline, files) => {
    const { flags, files: given } = await parsed(...line.split(' '));
    expect([flags.baseline, given]).toEqual([baseline, files]);
  });
});

it.each([
  ['-q --rounds 3 run x', { quiet: true, rounds: '3' }, ['x']],
  ['--rounds=3 run run', { rounds: '3' }, ['run']],
  ['--rounds run run', { rounds: 'run' }, []],
  ['--baseline a.json run x', { baseline: ['a.json'] }, ['x']],
])('flags may stand before the command: %s', async (line, flags, files) => {
  const expected = { flags: { format: 'text', ...flags }, files };
  expect(await parsedAll(...line.split(' '))).toEqual(expected);
});

it('a flag before the command that it does not have is refused as one after it', async () => {
  await expect(parsedAll('--bogus', 'run')).rejects.toMatchObject({ code: 'commander.unknownOption' });
});

it('help shows defaults as they would be typed', () => {
  const program = newProgram({ name: 't', version: '1', description: '', examples: '', out() {}, err() {} });
  const command = program.command('run').option('--time <duration>', 'how long', '90ms');
  expect(command.helpInformation()).toContain('how long (default: 90ms)');
});

it('no flag is taken for the value of another', async () => {
  await expect(parsed('--rounds', '--quiet')).rejects.toMatchObject({
    code: 'bad-usage',
    message: '--rounds: expected a value, found the flag --quiet',
  });
  expect((await parsed('--node-flags', '--expose-gc', '--rounds', '-3')).flags).toMatchObject({
    nodeFlags: '--expose-gc',
    rounds: '-3',
  });
  expect((await parsed('--rounds=--quiet')).flags).toMatchObject({ rounds: '--quiet' });
  expect((await parsed('--', '--rounds', '--quiet')).files).toEqual(['--rounds', '--quiet']);
});

it('a word that is none of those allowed suggests the one that was meant', async () => {
  await expect(parsed('--format', 'jsn')).rejects.toMatchObject({
    code: 'bad-usage',
    message: '--format: expected text, json, found "jsn"',
    hint: 'Did you mean json?',
  });
  expect((await parsed()).flags.format).toBe('text');
});

it.each([
  [['--fail-on', 'regressed', '--fail-on', 'missing']],
  [['--fail-on=regressed', 'x.bench.js', '--fail-on=missing']],
])('a list that is given twice is refused: %j', async (args) => {
  await expect(parsed(...args)).rejects.toMatchObject({
    message: '--fail-on: expected it once, found it again',
    hint: 'Write all values behind one, with commas: --fail-on regressed,missing',
  });
});

it('of other flags the last one counts, and none behind --', async () => {
  const { flags, files } = await parsed(
    '--rounds',
    '3',
    '--rounds',
    '4',
    '--fail-on',
    'failed',
    '--',
    '--fail-on',
  );
  expect([flags.rounds, flags.failOn, files]).toEqual(['4', 'failed', ['--fail-on']]);
});
