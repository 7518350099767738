import { expect, test } from 'vitest';
import { runProgram } from './run-program.js';

const here = { cwd: '.', env: process.env, codes: [3] };
const node = (code: string): [string, ...string[]] => [process.execPath, '-e', code];

test('returns what the program printed, also when it ends with a code that is an answer', async () => {
  expect(await runProgram(node('console.log("out"); process.exitCode = 3'), here)).toBe('out\n');
});

test('says how a program failed without naming a path, and keeps what it wrote', async () => {
  const failed = runProgram(node('console.error("why"); process.exitCode = 4'), here);
  await expect(failed).rejects.toThrow(/^node: expected it to end with 0, it ended with 4$/);
  await expect(failed).rejects.toHaveProperty('cause', 'why\n');
});

test('ends what the program left running, which would hold its output open for ever', async () => {
  const left = 'setInterval(() => {}, 1000)';
  const start = `require('node:child_process').spawn(process.execPath, ['-e', '${left}'], { stdio: 'inherit' });
    console.log('gone');
    process.exit(0)`;
  expect(await runProgram(node(start), here)).toBe('gone\n');
});
