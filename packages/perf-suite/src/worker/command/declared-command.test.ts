import { expect, it } from 'vitest';
import { type CommandOptions, readCommand } from '../../api/suite/command-options.js';
import { declaredCommand } from './declared-command.js';

const declared = (options: CommandOptions) => declaredCommand(readCommand([], 'a', options));

it('tells the words of a command, and which of them is a program to search for', () => {
  expect(declared({ run: ['tool', 'in.txt'], cwd: 'inner' })).toEqual({
    words: ['tool', 'in.txt'],
    programs: ['tool'],
    cwd: 'inner',
  });
  expect(declared({ run: ['./tool.sh', 'node'] })).toMatchObject({ programs: [] });
});

it('tells what looks like words in a line for the shell', () => {
  expect(declared({ run: "cat 'cli.js'|tool && exit 0", shell: true })).toEqual({
    words: ['cat', 'cli.js', 'tool', 'exit', '0'],
    programs: ['cat', 'cli.js', 'tool', 'exit', '0'],
    cwd: null,
  });
});
