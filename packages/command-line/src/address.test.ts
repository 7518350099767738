import { expect, it } from 'vitest';
import { hostFrom, hostInUrl, parseHost, parsePublicUrl, pathBelow, publicAddressFrom } from './address.js';

it.each([
  ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
  ['localhost', 'localhost', 'localhost'],
  ['::1', '::1', '[::1]'],
  ['[::1]', '::1', '[::1]'],
  ['0:0:0:0:0:0:0:1', '::1', '[::1]'],
  ['[2001:DB8::1]', '2001:db8::1', '[2001:db8::1]'],
  ['::', '::', '[::]'],
])('takes %s to listen on', (text, host, inUrl) => {
  expect(hostFrom(text)).toBe(host);
  expect(hostInUrl(host)).toBe(inUrl);
});

it.each(['', '[127.0.0.1]', '127.0.0.1:80', '[::1]:80', 'http://localhost', '[::1', 'a b'])(
  'takes no %o to listen on',
  (text) => {
    expect(() => parseHost(text, '--host')).toThrow(/^--host: expected an address or name to listen on/);
  },
);

it('reads a public address with and without the port of its scheme, with a base path or none', () => {
  expect(publicAddressFrom('https://Perf.example.org/base/')).toEqual({
    origin: 'https://perf.example.org',
    streamOrigin: 'wss://perf.example.org',
    hosts: ['perf.example.org', 'perf.example.org:443'],
    basePath: '/base',
  });
  expect(publicAddressFrom('http://[::1]:8080')).toMatchObject({ hosts: ['[::1]:8080'], basePath: '' });
});

it.each(['perf.example.org', 'ws://perf.example.org', 'https://', 'https://a:b@h', 'https://h/?token=a'])(
  'takes no %o for a public address',
  (text) => {
    expect(() => parsePublicUrl(text, '--public-url')).toThrow(
      /^--public-url: expected an http or https address/,
    );
  },
);

it('knows a path whether the proxy takes the base off or not', () => {
  const at = { basePath: '/base' };
  expect(['/base/live', '/live', '/base/', '/', '/based'].map((path) => pathBelow(at, path))).toEqual([
    '/live',
    '/live',
    '/',
    '/',
    '/based',
  ]);
});
