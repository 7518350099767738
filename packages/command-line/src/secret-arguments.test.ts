import { expect, it } from 'vitest';
import { argumentsWithoutSecrets, hideArguments, secretsOfArguments } from './secret-arguments.js';

const SECRET = 'sample-s3cret';

it('finds secrets in a command line', () => {
  const args = [
    'push',
    '--gateway=http://ann:s3cret@h',
    '--token',
    'tok3n-of-watchers',
    'ws://h/live?token=abcdef',
  ];
  expect(args.map((arg) => secretsOfArguments(args).redact(arg))).toEqual([
    'push',
    '--gateway=http://***@h',
    '--token',
    '***',
    'ws://h/live?token=***',
  ]);
});

it('hideArguments hides secrets from the list of processes, and a command line without any stays as it is', () => {
  const running = {
    argv: ['/bin/node', 'perf-stream', 'watch', 'ws://h/live?token=abcdef'],
    title: 'node',
  };
  hideArguments(running);
  expect(running.title).toBe('node perf-stream watch ws://h/live?token=***');
  const plain = { argv: ['/bin/node', 'perf-stream', 'watch', 'ws://h/live'], title: 'node' };
  hideArguments(plain);
  expect(plain.title).toBe('node');
});

it('argumentsWithoutSecrets leaves out what certain flags say, and secrets in all others', () => {
  const args = ['run', '--base-setup', `npm ci # ${SECRET}`, `--base-setup=${SECRET}`, '--token', SECRET];
  const more = ['--node-flags', `--token ${SECRET} --expose-gc`, '--token-file', 'token.txt', 'a.bench.ts'];
  expect(argumentsWithoutSecrets([...args, ...more], ['--base-setup'])).toEqual([
    'run',
    '--base-setup',
    '***',
    '--base-setup=***',
    '--token',
    '***',
    '--node-flags',
    '--token *** --expose-gc',
    '--token-file',
    'token.txt',
    'a.bench.ts',
  ]);
});

it('argumentsWithoutSecrets hides the secret of one argument in all others', () => {
  expect(argumentsWithoutSecrets(['--token', SECRET, `--env=${SECRET}`])).toEqual([
    '--token',
    '***',
    '--env=***',
  ]);
});

it('hideArguments leaves out what certain flags say', () => {
  const running = { argv: ['/bin/node', 'perf-suite', 'run', '--base-setup', SECRET], title: 'node' };
  hideArguments(running, ['--base-setup']);
  expect(running.title).toBe('node perf-suite run --base-setup ***');
});
