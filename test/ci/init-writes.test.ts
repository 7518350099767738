import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { gitIn } from './checked-out-pull.js';
import { ACTION } from './composite-job.js';

const TEMPLATE = fileURLToPath(new URL('../../templates/gitlab.yml', import.meta.url));
const PERF_SUITE = fileURLToPath(new URL('../../packages/perf-suite/bin/perf-suite.js', import.meta.url));

/** What `init` would write for a project with npm that needs no build, by path. */
function plannedFor(remote: string): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'perf-init-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  gitIn(folder, 'init', '--quiet', '--initial-branch=main');
  gitIn(folder, 'remote', 'add', 'origin', remote);
  writeFileSync(join(folder, 'package.json'), '{ "name": "a" }');
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  const args = [PERF_SUITE, 'init', '--dry-run', '--format', 'json'];
  const { files } = JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }));
  return Object.fromEntries(
    files.map(({ path, content }: { path: string; content: string }) => [path, content]),
  );
}

it('the template for GitLab is what init writes', () => {
  const written = plannedFor('https://gitlab.com/group/a.git')['.gitlab/perf.yml'] ?? '';
  if (process.env.UPDATE_GOLDEN) writeFileSync(TEMPLATE, written);
  expect(readFileSync(TEMPLATE, 'utf8')).toBe(written);
});

it('the workflow for GitHub gives the action inputs that it has, and reads the artifact that it leaves', () => {
  const { jobs } = parseYaml(
    plannedFor('https://github.com/owner/a.git')['.github/workflows/perf.yml'] ?? '',
  );
  const [own] = jobs.perf.steps.filter(({ uses = '' }) => uses.startsWith('perf-suite/'));
  for (const name of Object.keys(own.with)) expect(Object.keys(ACTION.inputs)).toContain(name);
  expect(jobs.comment.steps[0].with.name).toBe(ACTION.inputs.artifact?.default);
});
