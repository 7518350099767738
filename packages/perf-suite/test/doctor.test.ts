import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environmentSchema, parseWith } from '@perf-suite/schema';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../bin/perf-suite.js', import.meta.url));
const options = {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, NO_COLOR: '1', LANG: 'C.UTF-8' },
};

function doctor(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [program, 'doctor', ...args], { ...options, encoding: 'utf8' });
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
  expect(stdout).toMatch(/rounds +typical code +noisy code\n +8 .* %\n +14 .* %\n +24 .* %\n/);
  expect(stderr).toBe('measured round 1 of 2\nmeasured round 2 of 2\n');
});

it('doctor stops at once when interrupted', async () => {
  const child = spawn(process.execPath, [program, 'doctor', '--time', '5ms'], { ...options, stdio: 'pipe' });
  let stderr = '';
  const exited = once(child, 'exit');
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (stderr === '') child.kill('SIGINT');
    stderr += text;
  });
  expect(await exited).toEqual([130, null]);
  expect(stderr).toContain('The measurement was stopped before it was done.');
});

it('doctor refuses what it cannot use', () => {
  const { status, stdout, stderr } = doctor('--rounds', 'many');
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('--rounds: expected a whole number from 2, found "many"');
});
