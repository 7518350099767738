import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { gitIn } from './checked-out-pull.js';
import { ACTION, type Step } from './composite-job.js';

const TEMPLATE = fileURLToPath(new URL('../../templates/gitlab.yml', import.meta.url));
const CI_PAGE = fileURLToPath(new URL('../../docs/ci.md', import.meta.url));
const PERF_SUITE = fileURLToPath(new URL('../../packages/perf-suite/bin/perf-suite.js', import.meta.url));

/** What `init` would write for a project with npm that needs no build, by path. */
function plannedFor(remote: string, ...flags: readonly string[]): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'perf-init-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  gitIn(folder, 'init', '--quiet', '--initial-branch=main');
  gitIn(folder, 'remote', 'add', 'origin', remote);
  writeFileSync(join(folder, 'package.json'), '{ "name": "a" }');
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  const args = [PERF_SUITE, 'init', '--dry-run', '--format', 'json', ...flags];
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

it('every job unpacks artifacts into a folder of their own, where npx does not run', () => {
  const page = readFileSync(CI_PAGE, 'utf8');
  const inDocs = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']) => parseYaml(text));
  const written = plannedFor('https://github.com/owner/a.git')['.github/workflows/perf.yml'] ?? '';
  const jobs = [...inDocs, parseYaml(written)].flatMap((one) => Object.values<Job>(one.jobs ?? one));
  const reading = jobs.flatMap(({ steps = [] }) => {
    const found = steps.find(({ uses = '' }) => uses.startsWith('actions/download-artifact@'));
    return found === undefined ? [] : [{ folder: found.with?.path, steps }];
  });
  // What init writes (comment, history), and of docs/ci.md the comment, that of a fork, and the merge of shards.
  expect(reading).toHaveLength(5);
  for (const { folder, steps } of reading) {
    expect(folder).toMatch(/^[\w-]+$/);
    const commands = steps.flatMap(({ run = '' }) => (run.startsWith('npx ') ? run : []));
    expect(commands).toHaveLength(1);
    expect(commands[0]).toContain(` ${folder}/`);
  }
});

it('only the job that keeps the history may write to the repository, on a push, and runs nothing of it', () => {
  const { jobs, permissions } = parseYaml(
    plannedFor('https://github.com/owner/a.git')['.github/workflows/perf.yml'] ?? '',
  );
  expect(permissions).toEqual({ contents: 'read' });
  const writing = Object.keys(jobs).filter((name) => jobs[name].permissions?.contents === 'write');
  expect(writing).toEqual(['history']);
  expect(jobs.history.if).toContain("github.event_name == 'push'");
  const did = jobs.history.steps.map(({ uses, run }: Step) => uses ?? run);
  expect(did).toEqual([
    expect.stringMatching(/^actions\/checkout@/),
    expect.stringMatching(/^actions\/download-artifact@/),
    'npx --yes @perf-suite/history add perf-run/ --store git',
  ]);
});

it.each(['https://github.com/owner/a.git', 'https://gitlab.com/group/a.git'])(
  'keeps no history of %s where that is not wanted',
  (remote) => {
    const [kept = '', left = ''] = [plannedFor(remote), plannedFor(remote, '--no-history')].map(
      (files) => files['.github/workflows/perf.yml'] ?? files['.gitlab/perf.yml'],
    );
    expect(kept).toContain('perf-history');
    expect(left).not.toContain('history');
    expect(kept.startsWith(left.trimEnd())).toBe(true);
  },
);

it("GitLab's comment runs npx in a fresh folder, which holds nothing of the artifact", () => {
  const { 'perf-comment': job } = gitlabJobs();
  const project = newFolder();
  const { stdout } = inShell(job.script.join('\n'), project, 'pwd; echo "$@"');
  const [folder = '', args] = stdout.split('\n');
  expect(folder.startsWith('/')).toBe(true);
  expect(folder.startsWith(project)).toBe(false);
  rmSync(folder, { recursive: true });
  expect(args).toBe(`--yes @perf-suite/perf-guard comment ${project}/.perf/runs/perf.run.json`);
});

it("GitLab's job fails where perf-suite ended with 0 and left no run file", () => {
  const { perf } = gitlabJobs();
  const { status, stderr } = inShell(perf.script.at(-1) ?? '', newFolder(), 'exit 0');
  expect(status).toBe(4);
  expect(stderr).toContain('left no run file');
});

interface Job {
  readonly steps?: readonly Step[];
}

function gitlabJobs(): Readonly<Record<'perf' | 'perf-comment', { readonly script: readonly string[] }>> {
  return parseYaml(readFileSync(TEMPLATE, 'utf8'));
}

function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'perf-gitlab-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs a job's script in a project's folder, with this in place of npx. */
function inShell(script: string, project: string, npx: string) {
  const bin = newFolder();
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\n${npx}\n`, { mode: 0o755 });
  const env = { PATH: `${bin}${delimiter}${process.env.PATH}`, CI_PROJECT_DIR: project };
  return spawnSync('bash', ['-eo', 'pipefail', '-c', script], { cwd: project, env, encoding: 'utf8' });
}
