import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { runCommand } from './run-command.js';

const options = { cwd: process.cwd(), env: process.env };

it('returns what a program printed and how it ended', async () => {
  const args = ['-e', 'console.log("out"); console.error("err"); process.exitCode = 3;'];
  expect(await runCommand({ command: process.execPath, args, shell: false }, options)).toEqual({
    exitCode: 3,
    stdout: 'out\n',
    stderr: 'err\n',
    startError: null,
    limitHitMs: null,
  });
});

it('reports what cannot be started', async () => {
  const result = await runCommand({ command: 'no-such-program', args: [], shell: false }, options);
  expect(result).toMatchObject({ exitCode: null, startError: { code: 'ENOENT' } });
});

it('rejects a folder that is a file', async () => {
  const args = ['--version'];
  const cwd = fileURLToPath(import.meta.url);
  const result = await runCommand({ command: process.execPath, args, shell: false }, { ...options, cwd });
  expect(result).toMatchObject({ exitCode: null, startError: { code: 'ENOTDIR' } });
});

it('kills what takes longer than it may', async () => {
  const args = ['-e', 'setTimeout(() => {}, 300_000);'];
  const limited = { ...options, limitMs: 100 };
  const result = await runCommand({ command: process.execPath, args, shell: false }, limited);
  expect(result).toMatchObject({ exitCode: null, startError: null, limitHitMs: 100 });
});

it.skipIf(process.platform === 'win32')(
  'does not wait for what a command leaves running in the background',
  async () => {
    const command = `"${process.execPath}" -e 'setTimeout(() => {}, 300_000)' & echo $!`;
    const result = await runCommand({ command, args: [], shell: true }, options);
    const pid = Number(result.stdout);
    onTestFinished(() => void process.kill(pid));
    expect(result).toMatchObject({ exitCode: 0, startError: null });
    expect(() => process.kill(pid, 0)).not.toThrow();
  },
);
