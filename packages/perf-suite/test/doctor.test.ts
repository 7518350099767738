import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environmentSchema, parseWith } from '@perf-suite/schema';
import { expect, it } from 'vitest';

const command = new URL('../dist/commands/doctor.js', import.meta.url).href;
const commander = import.meta.resolve('commander');

/** Runs the built command in a process of its own: it moves its process to other cores. */
function doctor(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const script = `
    import { Command } from ${JSON.stringify(commander)};
    import { doctorCommand } from ${JSON.stringify(command)};
    const io = { out: process.stdout, err: process.stderr, cwd: process.cwd(), variables: process.env, commandLine: [] };
    const program = new Command();
    doctorCommand(program, io, (exitCode) => { process.exitCode = exitCode; });
    await program.parseAsync(['doctor', ...process.argv.slice(1)], { from: 'user' });`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script, '--', ...args], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', LANG: 'C.UTF-8' },
  });
}

it('doctor measures the real machine and gives all of it as JSON', () => {
  const { status, stdout, stderr } = doctor('--rounds', '2', '--time', '5ms', '--format', 'json', '--quiet');
  expect(status, stderr).toBe(0);
  expect(stderr).toBe('');
  const found = JSON.parse(stdout);
  expect(parseWith(environmentSchema, found.environment, 'doctor')).toEqual(found.environment);
  expect(found.clock.stepNs).toBeGreaterThan(0);
  expect(found.noise).toHaveLength(4);
  expect(found.visible.map(({ rounds }: { rounds: number }) => rounds)).toEqual([8, 14, 24]);
  expect(found.visible[0].typicalRatio).toBeGreaterThanOrEqual(0.025);
  expect(found.findings.map(({ about }: { about: string }) => about)).toEqual(
    expect.arrayContaining(['noise', 'load', 'cores', 'pinning', 'governor', 'clock', 'Node', 'git']),
  );
});

it('doctor says in words what can be seen, with its progress elsewhere', () => {
  const { status, stdout, stderr } = doctor('--rounds', '2', '--time', '5ms');
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/An A\/B run \(--against\) finds a slowdown of [\d.]+ % or more within 8 rounds/);
  expect(stdout).toMatch(/rounds +typical code +restless code\n +8 .* %\n +14 .* %\n +24 .* %\n/);
  expect(stderr).toBe('measured round 1 of 2\nmeasured round 2 of 2\n');
});
