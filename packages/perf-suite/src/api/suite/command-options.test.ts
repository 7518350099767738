import { expect, it } from 'vitest';
import type { CommandOptions } from './command-options.js';
import { suite } from './suite.js';

function declare(options: unknown) {
  return suite(({ command }) => command('build', options as CommandOptions)).benchmarks[0];
}

it('declares a command with its arguments', () => {
  expect(declare({ run: ['node', 'a.js', ''] })).toEqual({
    kind: 'command',
    group: [],
    name: 'build',
    run: { program: 'node', arguments: ['a.js', ''], isShell: false },
    prepare: null,
    cwd: null,
    env: {},
    input: null,
    exitCode: 0,
    timeMs: null,
    minimumEffect: null,
  });
});

it('takes lines for a shell only where that is asked for', () => {
  expect(declare({ run: 'a | b', prepare: 'c', shell: true })).toMatchObject({
    run: { program: 'a | b', arguments: [], isShell: true },
    prepare: { program: 'c', arguments: [], isShell: true },
  });
  expect(() => declare({ run: 'a | b' })).toThrow(
    'command "build": expected "run" as a list of texts, such as [\'node\', \'dist/cli.js\'], found "a | b"',
  );
  expect(() => declare({ run: ['a'], shell: true })).toThrow('one line for the shell');
});

it.each([
  [undefined, 'expected options such as'],
  [{}, '"run" as a list of texts'],
  [{ run: [] }, '"run" as a list of texts'],
  [{ run: ['a', 1] }, '"run" as a list of texts'],
  [{ run: ['a\0b'] }, 'without a zero byte'],
  [{ run: ['a'], prepare: 1 }, '"prepare" as a list of texts'],
  [{ run: ['a'], env: { A: 1 } }, '"env" as { NAME: text }'],
  [{ run: ['a'], input: 3 }, '"input" as a text, bytes or { file }'],
  [{ run: ['a'], cwd: '' }, '"cwd" as a text'],
  [{ run: ['a'], exitCode: 256 }, '"exitCode" as a whole number from 0 to 255'],
  [{ run: ['a'], enviroment: {} }, 'found "enviroment"'],
  [{ run: ['a'], prepar: [] }, 'Did you mean prepare?'],
  [{ run: ['a'], time: 'soon' }, "expected time such as '90ms'"],
])('refuses %j', (options, message) => {
  expect(() => declare(options)).toThrow(message);
});

it('refuses two of one name, whatever they are', () => {
  expect(() =>
    suite(({ bench, command }) => {
      bench('a', () => 1);
      command('a', { run: ['true'] });
    }),
  ).toThrow('two benchmarks are named "a"');
});
