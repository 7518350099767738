import { expect, test } from 'vitest';
import { safeName } from './safe-name.js';

const HOSTILE = [
  '../../etc/passwd',
  '</script><script>alert(1)</script>',
  'CON',
  '.',
  '',
  '\0\u202e',
  'name?v=1#hash%2f',
  'a'.repeat(10_000),
  'ünïcödé 日本語',
];

test('a name is a file name on every system, whatever the text', () => {
  for (const text of HOSTILE) expect(safeName(text)).toMatch(/^[a-z0-9][a-z0-9-]{0,71}$/);
});

test('people can tell what a file is of', () => {
  expect(safeName('parse.bench.ts#json > small')).toMatch(/^parse-bench-ts-json-small-[0-9a-f]{10}$/);
});

test('no two texts share a name, though file systems do not tell cases apart', () => {
  const names = [...HOSTILE, 'con', 'a b', 'a-b', 'A-B'].map((text) => safeName(text));
  expect(new Set(names).size).toBe(names.length);
});
