import { describe, expect, it } from 'vitest';
import { ImportFile } from './import-file.js';
import { meaningOfUnit, Units } from './units.js';

describe('meaningOfUnit', () => {
  it.each([
    ['ns', 'ns', 1, 'lower'],
    ['µs', 'ns', 1e3, 'lower'],
    ['ms/op', 'ns', 1e6, 'lower'],
    ['Seconds', 'ns', 1e9, 'lower'],
    ['ns/iter', 'ns', 1, 'lower'],
    ['ops/s', 'ops/s', 1, 'higher'],
    ['ops/sec', 'ops/s', 1, 'higher'],
    ['iter/sec', 'ops/s', 1, 'higher'],
    ['ops/ms', 'ops/s', 1e3, 'higher'],
    ['Hz', 'ops/s', 1, 'higher'],
    ['MB/s', 'MB/s', 1, 'higher'],
    ['requests/second', 'requests/second', 1, 'higher'],
    ['B/op', 'bytes', 1, 'lower'],
    ['KiB', 'KiB', 1, 'lower'],
    ['Megabytes', 'Megabytes', 1, 'lower'],
    ['allocs/op', 'allocs/op', 1, 'lower'],
  ] as const)('knows %s', (text, unit, factor, better) => {
    expect(meaningOfUnit(text)).toEqual({ unit, factor, better });
  });

  it.each(['', 'Percent', 'points', 'items/op', 's/s', 'a/b/c', 'constructor', '__proto__', 'x/y'])(
    'does not guess %j',
    (text) => {
      expect(meaningOfUnit(text)).toBeNull();
    },
  );
});

describe('Units', () => {
  const file = new ImportFile('a.json', '[]');
  const better = (flags: string[], unit: string) => new Units(flags).meaning(unit, { file, at: '/0' }).better;

  it('asks where a unit does not say it, and takes --better', () => {
    expect(() => better([], 'Percent')).toThrow('a.json: at /0 expected a unit that says');
    expect(better(['higher'], 'Percent')).toBe('higher');
    expect(better(['points=higher', 'lower'], 'Percent')).toBe('lower');
    expect(better(['a=b=higher'], 'a=b')).toBe('higher');
  });

  it('believes the unit rather than a general --better, and a named one rather than the unit', () => {
    expect(better(['higher'], 'ns')).toBe('lower');
    expect(better(['ns=higher'], 'ns')).toBe('higher');
  });

  it('believes what the file declares above all', () => {
    expect(new Units(['ns=lower']).meaning('ns', { file, at: '/0', declared: 'higher' }).better).toBe(
      'higher',
    );
  });

  it('names a flag that says nothing', () => {
    expect(() => new Units(['ns=up'])).toThrow(
      '--better: expected lower, higher, skip, or UNIT=lower, found "ns=up"',
    );
  });
});
