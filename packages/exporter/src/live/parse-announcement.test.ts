import { describe, expect, it } from 'vitest';
import { parseAnnouncement } from './parse-announcement.js';

const FROM = { remoteAddress: '10.0.0.5', mayBeLoopback: false };
const given = (more: object) => JSON.stringify({ run: 'r1', port: 8000, ...more });

describe('parseAnnouncement', () => {
  it('takes the address that the run connects from, or the one that it names', () => {
    expect(parseAnnouncement(given({}), FROM)).toEqual({
      run: 'r1',
      address: '10.0.0.5:8000',
      scheme: 'http',
    });
    expect(parseAnnouncement(given({ address: '2001:db8::5', scheme: 'https' }), FROM)).toEqual({
      run: 'r1',
      address: '[2001:db8::5]:8000',
      scheme: 'https',
    });
    const mapped = { ...FROM, remoteAddress: '::ffff:10.0.0.5' };
    expect(parseAnnouncement(given({}), mapped).address).toBe('10.0.0.5:8000');
  });

  it.each([
    'localhost',
    '127.0.0.1',
    '127.8.8.8',
    '::1',
    '::ffff:127.0.0.1',
    '0:0:0:0:0:ffff:7f00:1',
    '::ffff:169.254.169.254',
    '0.0.0.0',
    '::',
    '169.254.169.254',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    '224.0.0.1',
    '255.255.255.255',
    '10.0.0.5:9',
    '10.0.0.5/path',
    'metadata.google.internal',
    '2130706433',
    '',
    7,
    null,
  ])('refuses the address %s', (address) => {
    expect(() => parseAnnouncement(given({ address }), FROM)).toThrow(/expected/);
  });

  it('takes loopback where everything is on one machine', () => {
    const from = { remoteAddress: '::ffff:127.0.0.1', mayBeLoopback: true };
    expect(parseAnnouncement(given({}), from).address).toBe('127.0.0.1:8000');
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['no run', '{"port":8000}'],
    ['a run with a line break', given({ run: 'a\nb' })],
    ['a run with braces', given({ run: '{job="perf-exporter"}' })],
    ['a long run', given({ run: 'x'.repeat(101) })],
    ['a port of 0', given({ port: 0 })],
    ['a port beyond the last', given({ port: 65_536 })],
    ['a port as text', given({ port: '8000' })],
    ['another scheme', given({ scheme: 'file' })],
    ['labels of its own', given({ labels: { job: 'perf-exporter' } })],
    ['a meta label', given({ __metrics_path__: '/secret' })],
    ['a prototype', '{"__proto__":{"run":"r1"},"port":8000}'],
  ])('refuses %s', (_name, body) => {
    expect(() => parseAnnouncement(body, FROM)).toThrow(/expected/);
  });
});
