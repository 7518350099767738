import { describe, expect, it } from 'vitest';
import { argumentsWithoutSecrets, hideSecrets, secretsOf, secretVariables } from './hide-secrets.js';

const CANARY = 'canary-s3cret';

describe('hideSecrets hides', () => {
  it.each([
    [`https://user:${CANARY}@host/path`, 'https://<hidden>@host/path'],
    [`/tmp/https:/user:${CANARY}@host/path`, '/tmp/https:/<hidden>@host/path'],
    [`https://${CANARY}@host/path`, 'https://<hidden>@host/path'],
    [`postgres://me:pa@ss${CANARY}@host:5432/x`, 'postgres://<hidden>@host:5432/x'],
    [`NPM_TOKEN=${CANARY} npm ci`, 'NPM_TOKEN=<hidden> npm ci'],
    [`PASSWORD='${CANARY} with spaces' npm ci`, 'PASSWORD=<hidden> npm ci'],
    [`//registry.example/:_authToken=${CANARY}`, '//registry.example/:_authToken=<hidden>'],
    [`ws://127.0.0.1/live?token=${CANARY}&from=start`, 'ws://127.0.0.1/live?token=<hidden>&from=start'],
    [`-H 'Authorization: Bearer ${CANARY}'`, "-H 'Authorization: Bearer <hidden>'"],
    ['ghp_0123456789abcdefghij', '<hidden>'],
  ])('%s', (text, hidden) => {
    expect(hideSecrets(text)).toBe(hidden);
  });

  it('what is known to be a secret, wherever it stands', () => {
    expect(hideSecrets('found abcd, expected abcdef', ['abcd', 'abcdef'])).toBe(
      'found <hidden>, expected <hidden>',
    );
  });
});

it.each([
  'ssh://git@host/path',
  'git+ssh://git@host/path',
  'https://packages.example.org/@scope/name/-/name-1.0.0.tgz',
  'semver@7.5.1',
  '--token: expected at least 16 letters, digits, - or _',
  'expected a Bearer token',
  '--min-effect=5%',
  'npm_config_registry=https://host/',
  'Basic authentication',
])('hideSecrets leaves %s as it is', (text) => {
  expect(hideSecrets(text)).toBe(text);
});

it('secretsOf finds the values that a command hands on, and words that look random', () => {
  const command = `NPM_TOKEN='${CANARY}' tool --password hunter --url https://me:letmein@host x9Kq82hsQm`;
  expect(secretsOf(command)).toEqual(expect.arrayContaining([CANARY, 'hunter', 'letmein', 'x9Kq82hsQm']));
  expect(secretsOf('npm ci && npm run build')).toEqual([]);
});

it('secretVariables returns what is named as a secret', () => {
  expect(secretVariables({ NPM_TOKEN: CANARY, PATH: '/usr/bin:/bin', MY_PASSWORD: 'short' })).toEqual([
    CANARY,
  ]);
});

it('argumentsWithoutSecrets leaves out what certain flags say, and secrets in all others', () => {
  const args = ['run', '--base-setup', `npm ci # ${CANARY}`, `--base-setup=${CANARY}`, '--token', CANARY];
  const more = ['--node-flags', `--token ${CANARY} --expose-gc`, '--token-file', 'token.txt', 'a.bench.ts'];
  expect(argumentsWithoutSecrets([...args, ...more], ['--base-setup'])).toEqual([
    'run',
    '--base-setup',
    '<hidden>',
    '--base-setup=<hidden>',
    '--token',
    '<hidden>',
    '--node-flags',
    '--token <hidden> --expose-gc',
    '--token-file',
    'token.txt',
    'a.bench.ts',
  ]);
});
