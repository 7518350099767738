import { describe, expect, it } from 'vitest';
import { hideSecrets, isSecretName } from './hide-secrets.js';

const SECRET = 'sample-s3cret';

describe('hideSecrets', () => {
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
    [`https://user:${SECRET}@host/path`, 'https://***@host/path'],
    [`/tmp/https:/user:${SECRET}@host/path`, '/tmp/https:/***@host/path'],
    [`https://${SECRET}@host/path`, 'https://***@host/path'],
    [`postgres://me:pa@ss${SECRET}@host:5432/x`, 'postgres://***@host:5432/x'],
    [`NPM_TOKEN=${SECRET} npm ci`, 'NPM_TOKEN=*** npm ci'],
    [`PASSWORD='${SECRET} with spaces' npm ci`, "PASSWORD='***' npm ci"],
    [`//registry.example/:_authToken=${SECRET}`, '//registry.example/:_authToken=***'],
    [`ws://127.0.0.1/live?token=${SECRET}&from=start`, 'ws://127.0.0.1/live?token=***&from=start'],
    [`-H 'Authorization: Bearer ${SECRET}'`, "-H 'Authorization: Bearer ***'"],
    ['ghp_0123456789abcdefghij', '***'],
    [`URL_https://user:${SECRET}@host`, 'URL_https://***@host'],
    [`ssh://git:${SECRET}@host`, 'ssh://***@host'],
    [`http://ann:pa?s#s${SECRET}@host/`, 'http://***@host/'],
    [`https://host/?X-Amz-Signature=${SECRET}&v=1`, 'https://host/?X-Amz-Signature=***&v=1'],
    [`https://host/?sig=${SECRET}`, 'https://host/?sig=***'],
    [`TOKEN_2="${SECRET} cut off`, 'TOKEN_2=*** cut off'],
    [`{"run":"NPM_TOKEN=\\"${SECRET}\\" npm ci"}`, '{"run":"NPM_TOKEN=*** npm ci"}'],
    ['Bearer canaries-of-letters', 'Bearer ***'],
    ['Basic YWJjOmRlZg==', 'Basic ***'],
    [`Authorization: ${SECRET}`, 'Authorization: ***'],
    [`Authorization: Hawk ${SECRET}`, 'Authorization: ***'],
    [`Authorization: Foo ${SECRET} follows`, 'Authorization: *** follows'],
    [`{"url":"x?sig='${SECRET}'"}`, `{"url":"x?sig='***'"}`],
    ['{\\"authorization\\":\\"Token canaries\\"}', '{\\"authorization\\":\\"Token ***\\"}'],
  ])('hides what is secret in %s', (text, expected) => {
    expect(hideSecrets(text)).toBe(expected);
    // Texts come by more than once: an error that another program's output is in.
    expect(hideSecrets(expected)).toBe(expected);
  });

  it.each([
    'a Bearer token is needed',
    'git@github.com:team/perf.git',
    'npm:@scope/name@1.2.3',
    'https://example.org/@scope/name?tokens=3',
    'expected the address of a stream (ws://...)',
    'ssh://git@host/path',
    'git+ssh://git@host/path',
    'https://packages.example.org/@scope/name/-/name-1.0.0.tgz',
    'semver@7.5.1',
    '--token: expected at least 16 letters, digits, - or _',
    'expected a Bearer token',
    '--min-effect=5%',
    'npm_config_registry=https://host/',
    'Basic authentication',
    'a basic benchmark: Basic toString, Basic JavaScript',
    'Bearer authentication is needed, with Bearer tokens.',
    'parse > tokenizer=fast author=ann',
    '--token-file=token.txt',
    'TOKEN="" npm ci',
    'signal=SIGTERM, design=2',
  ])('leaves alone: %s', (text) => {
    expect(hideSecrets(text)).toBe(text);
  });

  it('takes time in proportion to the length of a text', () => {
    // Quadratic time would be minutes here.
    for (const part of ['a', 'token', ' ', 'http://a', 'token="', 'Authorization: ']) {
      const text = part.repeat(100_000 / part.length);
      expect(hideSecrets(text).length).toBeGreaterThan(0);
    }
  });
});

it.each([
  ['NPM_TOKEN', true],
  ['--api-key', true],
  ['X-Amz-Signature', true],
  ['--token-file', false],
  ['AUTHOR', false],
  ['PATH', false],
])('isSecretName says of %s: %s', (name, expected) => {
  expect(isSecretName(name)).toBe(expected);
});
