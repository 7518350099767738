import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

it.each([
  ['perf-suite', 'perf-suite'],
  ['perf-guard', 'perf-guard'],
  ['perf-analyze', 'perf-analyze'],
  ['exporter', 'perf-exporter'],
  ['stream', 'perf-stream'],
  ['history', 'perf-history'],
])('the command of %s says that it is not built where it is not', (name, command) => {
  const folder = mkdtempSync(join(tmpdir(), 'perf-suite-not-built-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const source = fileURLToPath(new URL(`../../packages/${name}/`, import.meta.url));
  for (const part of ['bin', 'package.json'])
    cpSync(join(source, part), join(folder, part), { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin', `${command}.js`), 'x'], {
    encoding: 'utf8',
  });
  expect(status).toBe(70);
  expect(stderr).toContain(`${command}: it is not built`);
  expect(stderr).toContain('In a checkout, run: npx --yes pnpm@10 build');
});
