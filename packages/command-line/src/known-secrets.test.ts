import { describe, expect, it } from 'vitest';
import { Secrets } from './known-secrets.js';

const SECRET = 'sample-s3cret';

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

  it('are taken out wherever they stand, the longest first', () => {
    const secrets = new Secrets();
    for (const secret of ['abcd', 'abcdef']) secrets.add(secret);
    expect(secrets.redact('found abcd, expected abcdef')).toBe('found ***, expected ***');
    expect(secrets.redact('Authorization: Bearer abcdef-and-more')).toBe('Authorization: Bearer ***');
  });

  it('are kept from each parameter of an address that is named so', () => {
    const secrets = new Secrets();
    secrets.addAddress(`https://host/?api_key=${SECRET}&bench=parse`);
    expect(secrets.hide(`${SECRET} of parse`)).toBe('*** of parse');
  });

  it('are users without a password, but for those of a database, which are names', () => {
    const secrets = new Secrets();
    secrets.addAddress('postgres://perf@host/perf');
    secrets.addAddress(`https://${SECRET}@host/`);
    expect(secrets.redact(`perf-analyze: ${SECRET}`)).toBe('perf-analyze: ***');
    secrets.addAddress('postgres://perf:hunter@host/perf');
    expect(secrets.redact('perf-analyze: hunter')).toBe('perf-analyze: ***');
  });

  it('of a command are the values that it hands on, and words that look random', () => {
    const command = `NPM_TOKEN='${SECRET}' tool --password hunter --url https://me:letmein@host x9Kq82hsQm`;
    const secrets = new Secrets();
    secrets.addCommand(command);
    for (const secret of [SECRET, 'hunter', 'letmein', 'x9Kq82hsQm']) {
      expect(secrets.hide(`<${secret}>`), secret).toBe('<***>');
    }
    const none = new Secrets();
    none.addCommand('npm ci && npm run build');
    expect(none.hide('npm ci && npm run build')).toBe('npm ci && npm run build');
  });

  it('of variables are what is named so', () => {
    const secrets = new Secrets();
    secrets.addVariables({ NPM_TOKEN: SECRET, PATH: '/usr/bin:/bin', MY_PASSWORD: 'short' });
    expect(secrets.hide(`${SECRET} /usr/bin:/bin short`)).toBe('*** /usr/bin:/bin short');
  });
});
