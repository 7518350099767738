import { expect, it } from 'vitest';
import { commandFileText, isCommandFile } from './command-file.js';

it('declares each command by its line, with what comes before each execution', () => {
  expect(commandFileText({ command: [' node a.js "b c" ', 'true'], prepare: 'rm -f out' })).toBe(
    [
      "import { suite } from 'perf-suite';",
      '',
      'export default suite(({ command }) => {',
      '  command("node a.js \\"b c\\"", { run: ["node","a.js","b c"], prepare: ["rm","-f","out"] });',
      '  command("true", { run: ["true"], prepare: ["rm","-f","out"] });',
      '});',
      '',
    ].join('\n'),
  );
});

it('leaves lines to the shell where that is asked for', () => {
  expect(commandFileText({ command: ['a | b'], shell: true })).toContain(
    'command("a | b", { run: "a | b", shell: true });',
  );
});

it('gives long lines short names that differ where the lines do', () => {
  const namesOf = (...lines: readonly string[]) =>
    [...(commandFileText({ command: lines }) ?? '').matchAll(/command\("([^"]*)"/g)].map(([, name]) => name);
  const [one, other] = namesOf(`node ${'x'.repeat(500)}1`, `node ${'x'.repeat(500)}2`);
  expect(one).toMatch(/^node x{115}\.\.\. \([0-9a-f]{8}\)$/);
  expect(other).not.toBe(one);
});

it('is none without commands', () => {
  expect(commandFileText({})).toBeNull();
});

it('knows the files that it writes', () => {
  expect(isCommandFile('.perf/commands/0123456789abcdef.bench.mjs')).toBe(true);
  expect(isCommandFile('bench/.perf/commands/0123.bench.mjs')).toBe(false);
});
