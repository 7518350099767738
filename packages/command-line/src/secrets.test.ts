import { describe, expect, it } from 'vitest';
import { hideArguments, Secrets, secretsOfArguments, withoutSecrets } from './secrets.js';

describe('withoutSecrets', () => {
  it.each([
    ['at https://ann:s3cret@host:9091/x failed', 'at https://***@host:9091/x failed'],
    ['redis://:s3cret@host/0', 'redis://***@host/0'],
    ['http://tok3n@host', 'http://***@host'],
    ['http://ann:pa@ss@host/', 'http://***@host/'],
    ['ws://127.0.0.1:1/live?token=s3cret&bench=a', 'ws://127.0.0.1:1/live?token=***&bench=a'],
    ['http://h/?a=1&access_token=s3cret', 'http://h/?a=1&access_token=***'],
    ['NPM_TOKEN=s3cret npm ci', 'NPM_TOKEN=*** npm ci'],
    ['PASSWORD="s3cret" make', 'PASSWORD="***" make'],
    ['Authorization: Bearer s3cret-token', 'Authorization: Bearer ***'],
    ['{"authorization":"Basic YW5uOnMzY3JldA=="}', '{"authorization":"Basic ***"}'],
  ])('%s', (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
  });

  it.each([
    'a Bearer token is needed',
    'git@github.com:team/perf.git',
    'npm:@scope/name@1.2.3',
    'https://example.org/@scope/name?tokens=3',
    'expected the address of a stream (ws://...)',
  ])('leaves alone: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });
});

describe('Secrets', () => {
  it('takes out each spelling of what it was given, as part of another too', () => {
    const secrets = new Secrets();
    secrets.add('pass"word');
    secrets.addAddress('http://ann:p%40ssword@host/');
    for (const text of [
      'pass"word',
      'pass%22word',
      '{"a":"pass\\"word"}',
      'p@ssword',
      'p%40ssword',
      Buffer.from('ann:p@ssword').toString('base64'),
    ]) {
      expect(secrets.redact(`<${text}>`)).toMatch(/^<(\{"a":")?\*\*\*=*("\})?>$/);
    }
  });

  it('are found in a command line', () => {
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

  it('are hidden from the list of processes, and a command line without any stays as it is', () => {
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
});
