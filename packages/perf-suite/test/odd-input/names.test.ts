import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder, perfSuite, QUICK } from '../failures/run-command.js';

function projectWith(body: string): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const code = `import { suite } from 'perf-suite';\nexport default suite(({ bench, group }) => { ${body} });`;
  writeFileSync(join(folder, 'a.bench.js'), code);
  return folder;
}

it.each([
  ['a name', "bench('é'.repeat(100_000), () => 1);", 100_000],
  ['a group', "group('x'.repeat(1001), ({ bench }) => bench('a', () => 1));", 1001],
  ['a parameter', "bench('a', { parameters: { text: ['y'.repeat(5000)] }, run: () => 1 });", 5009],
  [
    'groups within each other',
    "const inner = (depth, { bench, group }) => depth === 0 ? bench('a', () => 1) : group('g', (c) => inner(depth - 1, c)); inner(1000, { bench, group });",
    4001,
  ],
])('%s of any length is refused at once', async (_, body, length) => {
  const { exitCode, stderr } = await perfSuite(['run', ...QUICK, '--cwd', projectWith(body)]);
  expect(stderr).toContain(
    `expected a name of at most 1000 characters, its groups and parameters included, found ${length}`,
  );
  expect(exitCode).toBe(6);
  expect(stderr.length).toBeLessThan(5000);
});

it('names of any characters are measured, and do nothing to a terminal', async () => {
  const names = ['a\nb', '\x1b[2J', '\u202eabc', '\ud800', '👩‍🔬', '\0', '::error::x', '名'.repeat(900)];
  const body = `for (const name of ${JSON.stringify(names)}) bench(name, () => Math.random());`;
  const { exitCode, stdout } = await perfSuite([
    'run',
    '--rounds',
    '1',
    '--time',
    '1ms',
    '--cwd',
    projectWith(body),
  ]);
  expect(exitCode).toBe(0);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
  expect(stdout).not.toMatch(/[\x00\x1b\u202e]|^\s*::/m);
  for (const shown of ['a b', '\\x1b[2J', '\\u202eabc', '👩‍🔬', '\\x00']) expect(stdout).toContain(shown);
});
