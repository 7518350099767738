import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CodeHost } from '@perf-suite/testing/code-host';
import { type DemoRepository, makeDemoRepository } from '@perf-suite/testing/demo-repository';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { gitIn } from './checked-out-pull.js';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));
const programs = {
  'perf-suite': join(packages, 'perf-suite/bin/perf-suite.js'),
  '@perf-suite/perf-guard': join(packages, 'perf-guard/bin/perf-guard.js'),
  '@perf-suite/history': join(packages, 'history/bin/perf-history.js'),
};
const TOKEN = 'secret-token';

let folder: string;
let demo: DemoRepository;
let host: CodeHost;
let hostUrl: string;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'perf-gitlab-')));
  demo = makeDemoRepository(folder);
  // The packages as they are here: npx would ask the registry for them.
  mkdirSync(join(folder, 'bin'));
  const cases = Object.entries(programs).map(
    ([name, path]) => `  ${name}) shift; exec node '${path}' "$@" ;;`,
  );
  const npx = ['#!/bin/sh', '[ "$1" = --yes ] && shift', 'case "$1" in', ...cases, 'esac', 'exit 127', ''];
  writeFileSync(join(folder, 'bin/npx'), npx.join('\n'), { mode: 0o755 });
  host = new CodeHost();
  hostUrl = await host.open();
});
afterAll(() => {
  host.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly exitCode: number;
  readonly log: string;
}

function inShell(script: string, cwd: string, variables: Readonly<Record<string, string>>): Promise<Ended> {
  const { GITHUB_ACTIONS: _, ...others } = process.env;
  const child = spawn('bash', ['-eo', 'pipefail', '-c', script], {
    cwd,
    env: {
      ...others,
      PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
      GITLAB_CI: 'true',
      PERF_SUITE_PERCENTILE: 'p50',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  return new Promise((done) => child.once('close', (code) => done({ exitCode: code ?? 70, log })));
}

/** Runs the jobs that `init` writes, on a whole clone at a commit, as GitLab does by GIT_DEPTH: 0. */
async function pipelineAt(
  name: string,
  commit: string,
  variables: Readonly<Record<string, string>>,
): Promise<{
  readonly perf: Ended;
  readonly comment: () => Promise<Ended>;
  readonly history: () => Promise<Ended>;
  readonly clone: string;
}> {
  const clone = join(folder, name);
  gitIn(folder, 'clone', '--quiet', demo.url, clone);
  gitIn(clone, 'fetch', '--quiet', 'origin', 'refs/pull/*:refs/pull/*');
  gitIn(clone, 'checkout', '--quiet', '--detach', commit);
  gitIn(clone, 'remote', 'set-url', 'origin', 'https://gitlab.example.org/group/demo.git');
  const written = await inShell('npx perf-suite init', clone, {});
  expect(written.exitCode, written.log).toBe(0);
  const jobs = parseYaml(readFileSync(join(clone, '.gitlab/perf.yml'), 'utf8'));
  const all = { CI_PROJECT_DIR: clone, CI_COMMIT_SHA: commit, ...variables };
  const cache = jobs.perf.variables.XDG_CACHE_HOME.replace('$CI_PROJECT_DIR', clone);
  const run = (script: readonly string[], more = {}) =>
    inShell(script.join('\n'), clone, { ...all, ...more });
  return {
    perf: await run(jobs.perf.script, { XDG_CACHE_HOME: cache }),
    comment: () => run(jobs['perf-comment'].script, { GITLAB_TOKEN: TOKEN }),
    history: () => run(jobs['perf-history'].script, { PERF_HISTORY_TOKEN: TOKEN }),
    clone,
  };
}

it('finds 8 % more work in a merge request, in every report, and comments', async () => {
  const { perf, comment, clone } = await pipelineAt('slower', demo.pulls.slower.head, {
    CI_API_V4_URL: `${hostUrl}/api/v4`,
    CI_MERGE_REQUEST_DIFF_BASE_SHA: demo.main[1],
    CI_MERGE_REQUEST_EVENT_TYPE: 'detached',
    CI_MERGE_REQUEST_IID: '3',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    CI_PROJECT_ID: '7',
  });
  expect(perf.exitCode, perf.log).toBe(1);
  const read = (name: string): string => readFileSync(join(clone, '.perf/runs', name), 'utf8');
  expect(read('junit.xml')).toMatch(
    /<testcase classname="bench\/demo\.bench\.js" name="checksum".*\n\s*<failure/,
  );
  expect(JSON.parse(read('code-quality.json'))).toContainEqual(
    expect.objectContaining({ location: { path: 'bench/demo.bench.js', lines: { begin: 11 } } }),
  );
  expect(read('metrics.txt')).toMatch(/checksum/);
  const commented = await comment();
  expect(commented.exitCode, commented.log).toBe(0);
  expect(host.comments[0]?.body).toContain('Performance regressed');
  expect([...host.tokens]).toEqual([TOKEN]);
});

it('compares a merged result with the commit that GitLab merged with', async () => {
  const { perf, clone } = await pipelineAt('behind', demo.pulls.behind.merge, {
    CI_MERGE_REQUEST_DIFF_BASE_SHA: demo.main[1],
    CI_MERGE_REQUEST_EVENT_TYPE: 'merged_result',
    CI_MERGE_REQUEST_IID: '4',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
  });
  expect(perf.exitCode, perf.log).toBe(0);
  const run = JSON.parse(readFileSync(join(clone, '.perf/runs/perf.run.json'), 'utf8'));
  expect(run.base.commit).toBe(demo.main[2]);
});

it('measures main against the commit before, and keeps the run on a branch of the repository', async () => {
  const project = 'https://gitlab.example.org/group/demo';
  const { perf, history, clone } = await pipelineAt('main', demo.main[2], {
    CI_COMMIT_BRANCH: 'main',
    CI_PROJECT_URL: project,
  });
  expect(perf.exitCode, perf.log).toBe(0);
  expect(existsSync(join(clone, '.perf/cache/perf-suite/base'))).toBe(true);
  const withToken = project.replace('://', `://perf-history:${TOKEN}@`);
  gitIn(clone, 'config', `url.${demo.url}.insteadOf`, `${withToken}.git`);
  const kept = await history();
  expect(kept.exitCode, kept.log).toBe(0);
  expect(kept.log).not.toContain(TOKEN);
  expect(gitIn(folder, 'ls-remote', demo.url, 'perf-history')).toContain('refs/heads/perf-history');
  const listed = await inShell('npx @perf-suite/history list --store git', clone, {});
  expect(listed.log).toContain(demo.main[2].slice(0, 7));
});
