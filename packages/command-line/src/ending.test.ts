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
  ['internal', 70],
])('an error of code %s ends a command with %d, and is reported', (code, exitCode) => {
  const error = new PerfError(code, 'what', { hint: 'Do this.' });
  expect(endedBy(error)).toEqual({
    exitCode,
    error: expect.objectContaining({ message: 'what', hint: 'Do this.' }),
  });
});

it('a mistake of the tool itself is reported with its stack', () => {
  const { exitCode, error } = endedBy(new TypeError('x is undefined'));
  expect(exitCode).toBe(70);
  expect(error?.message).toMatch(/^internal error: TypeError: x is undefined\n +at /);
});

it('too few file descriptors are reported as such, however deep they lie', () => {
  const emfile = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
  const wrapped = new PerfError('not-found', 'a.run.json cannot be read', { cause: emfile });
  for (const error of [emfile, wrapped]) {
    expect(endedBy(error)).toMatchObject({
      exitCode: 70,
      error: { hint: expect.stringContaining('ulimit -n') },
    });
  }
});

it('what the command line has printed itself is not printed twice', () => {
  expect(endedBy(new CommanderError(0, 'commander.help', ''))).toEqual({ exitCode: 0, error: null });
  expect(endedBy(new CommanderError(1, 'commander.unknownOption', ''))).toEqual({ exitCode: 2, error: null });
});
