import { PerfError, type PerfErrorCode } from '@perf-suite/schema';
import { CommanderError } from 'commander';
import { expect, it } from 'vitest';
import { endedBy } from './ending.js';

it.each<[PerfErrorCode, number]>([
  ['bad-usage', 2],
  ['not-found', 2],
  ['unreachable', 2],
  ['not-comparable', 5],
  ['benchmark-failed', 6],
  ['worker-died', 6],
  ['interrupted', 130],
])('an error of code %s ends a command with %d, and is told', (code, exitCode) => {
  const error = new PerfError(code, 'what', { hint: 'Do this.' });
  expect(endedBy(error)).toEqual({
    exitCode,
    error: expect.objectContaining({ message: 'what', hint: 'Do this.' }),
  });
});

it('a mistake of the tool itself is told with its stack', () => {
  const { exitCode, error } = endedBy(new TypeError('x is undefined'));
  expect(exitCode).toBe(2);
  expect(error?.message).toMatch(/^internal error: TypeError: x is undefined\n +at /);
});

it('what the command line has told itself is not told twice', () => {
  expect(endedBy(new CommanderError(0, 'commander.help', ''))).toEqual({ exitCode: 0, error: null });
  expect(endedBy(new CommanderError(1, 'commander.unknownOption', ''))).toEqual({ exitCode: 2, error: null });
});
