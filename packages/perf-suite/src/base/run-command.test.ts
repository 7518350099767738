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
  });
});

it('tells what cannot be started', async () => {
  const result = await runCommand({ command: 'no-such-program', args: [], shell: false }, options);
  expect(result).toMatchObject({ exitCode: null, startError: { code: 'ENOENT' } });
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
