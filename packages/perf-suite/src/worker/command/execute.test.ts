import { expect, it } from 'vitest';
import { CommandFailure } from './command-failure.js';
import { type ExecuteOptions, execute } from './execute.js';

const OPTIONS: ExecuteOptions = { cwd: process.cwd(), env: process.env, stdin: 'ignore', exitCode: 0 };

const node = (code: string) => ({ program: process.execPath, arguments: ['-e', code], isShell: false });

it('times an execution until its exit, and does not wait for what holds its output open', async () => {
  const startMs = performance.now();
  const code =
    "require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit', detached: true }).unref()";
  let pid = 0;
  const { wallNs } = await execute(node(`${code}; console.error(process.pid)`), {
    ...OPTIONS,
    onStarted: (started) => {
      pid = started;
    },
  });
  const spentMs = performance.now() - startMs;
  expect(pid).toBeGreaterThan(0);
  expect(wallNs / 1e6).toBeLessThanOrEqual(spentMs);
  expect(spentMs).toBeLessThan(20_000);
});

it('hands on all that it writes where that is wanted', async () => {
  let bytes = 0;
  await execute(node('process.stdout.write(Buffer.alloc(3_000_000))'), {
    ...OPTIONS,
    onOutput: (chunk) => {
      bytes += chunk.length;
    },
  });
  expect(bytes).toBe(3_000_000);
});

it('keeps the end of what it wrote for the message of a failure', async () => {
  const code = "for (let i = 0; i < 100000; i++) console.error('line ' + i); process.exitCode = 7";
  const failure: unknown = await execute(node(code), OPTIONS).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CommandFailure);
  const { message } = failure as CommandFailure;
  expect(message).toMatch(/^the command ended with exit code 7: line 99999\nIt wrote last:\nline 99990\n/);
  expect(message.endsWith('line 99999')).toBe(true);
});

it('says which error it wrote, rather than what Node writes after one', async () => {
  const failure: unknown = await execute(node("throw new TypeError('no database')"), OPTIONS).catch(
    (error: unknown) => error,
  );
  expect((failure as CommandFailure).message).toMatch(
    /^the command ended with exit code 1: TypeError: no database\nIt wrote last:\n[\s\S]*Node\.js v/,
  );
});

it('lets it write its errors to a file, as a pipe makes Node load code for sockets', async () => {
  const code = "process.exitCode = require('node:fs').fstatSync(2).isFile() ? 0 : 1";
  await expect(execute(node(code), OPTIONS)).resolves.toHaveProperty('wallNs');
});

it('takes another exit code than 0 where that is expected', async () => {
  await expect(execute(node('process.exit(3)'), { ...OPTIONS, exitCode: 3 })).resolves.toHaveProperty(
    'wallNs',
  );
  await expect(execute(node(''), { ...OPTIONS, exitCode: 3 })).rejects.toThrow(
    'the command ended with exit code 0, expected 3, and wrote nothing',
  );
});

it('says what there is none of where it cannot be started', async () => {
  const missing = { program: 'no-such-program', arguments: [], isShell: false };
  await expect(execute(missing, OPTIONS)).rejects.toThrow(
    'there is no program "no-such-program" that may be executed',
  );
  await expect(execute(node(''), { ...OPTIONS, cwd: '/no/such/folder' })).rejects.toThrow(
    'there is no folder /no/such/folder',
  );
});
