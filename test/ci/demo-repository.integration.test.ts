import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CodeHost } from '@perf-suite/testing/code-host';
import { type DemoPull, type DemoRepository, makeDemoRepository } from '@perf-suite/testing/demo-repository';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { checkOutAlone, pullEvent, pullVariables } from './checked-out-pull.js';
import { type JobResult, runJob } from './composite-job.js';

const PERF_SUITE = fileURLToPath(new URL('../../packages/perf-suite/bin/perf-suite.js', import.meta.url));

let folder: string;
let demo: DemoRepository;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'perf-action-')));
  demo = makeDemoRepository(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let host: CodeHost;
let hostUrl: string;
beforeEach(async () => {
  host = new CodeHost();
  hostUrl = await host.open();
});
afterEach(() => host.close());

let jobs = 0;

/** A job on a new machine: nothing is there but a checkout of the one commit, and the caches of earlier jobs. */
async function jobOf(
  ref: string,
  commit: string,
  job: {
    readonly event: object;
    readonly variables: Record<string, string>;
    readonly inputs?: Record<string, string>;
  },
): Promise<JobResult> {
  // A job's checkout is always in the same place.
  const workspace = join(folder, 'workspace', 'demo');
  rmSync(workspace, { recursive: true, force: true });
  checkOutAlone(workspace, demo.url, ref, commit);
  return runJob({
    workspace,
    runner: join(folder, `runner-${++jobs}`),
    event: job.event,
    variables: { GITHUB_API_URL: hostUrl, ...job.variables },
    inputs: { token: 'a-token', arguments: '--percentile p50', ...job.inputs },
  });
}

function pullJob(pull: DemoPull, inputs: Record<string, string> = {}): Promise<JobResult> {
  const event = pullEvent(pull);
  return jobOf(`pull/${pull.number}/merge`, pull.merge, { event, variables: pullVariables(pull), inputs });
}

function baseCommitOf({ outputs }: JobResult): string {
  return JSON.parse(readFileSync(outputs['run-file'] ?? '', 'utf8')).base.commit;
}

it('finds 8 % more work, and says so in exit code, summary, annotation and comment', async () => {
  const result = await pullJob(demo.pulls.slower);
  expect(result.exitCode, result.log).toBe(1);
  expect(result.outputs).toMatchObject({ verdict: 'regressed', 'exit-code': '1' });
  expect(baseCommitOf(result)).toBe(demo.main[1]);
  expect(result.summary.split('\n')[0]).toMatch(/^### 🔴 Performance regressed/);
  expect(result.log).toMatch(/::error file=bench\/demo\.bench\.js,line=11,title=checksum%3A regressed::/);
  expect(result.artifacts).toEqual({
    'perf-run': ['perf.html', 'perf.profiles', 'perf.report.json', 'perf.run.json'],
  });
  expect(host.comments).toHaveLength(1);
  const [comment] = host.comments;
  expect(comment?.body).toMatch(/^### .*Performance regressed/);
  // Of all functions, the one that the commit changed comes first. Where the machine is too busy for profiles to show by
  // how much it is slower, it is named as what head changes.
  expect(comment?.body).toMatch(
    /- \*\*checksum\*\*: (checksum \(.*src\/checksum\.js.*, in a file that head changes, takes .* more of each call|Profiles do not show the slowdown .* they cannot tell why\. checksum \(.*src\/checksum\.js.*, in a file that head changes, takes .* of each call)/,
  );
  expect(result.ran).toEqual([
    'prepare',
    'actions/cache/restore@v6',
    'measure',
    'actions/cache/save@v6',
    'actions/upload-artifact@v7',
    'comment',
  ]);
});

it('finds the base of the run before in the cache', async () => {
  const result = await pullJob(demo.pulls.slower, { arguments: '--rounds 2', comment: 'never' });
  expect(result.log).toContain('is ready from an earlier run');
  expect(result.ran).toEqual([
    'prepare',
    'actions/cache/restore@v6',
    'measure',
    'actions/upload-artifact@v7',
  ]);
  expect(host.requests).toEqual([]);
});

it('says that a commit doubles the garbage, and fails for it where that is asked for', async () => {
  const gated = { arguments: '--percentile p50\n--fail-on allocated' };
  const result = await pullJob(demo.pulls.garbage, gated);
  expect(result.exitCode, result.log).toBe(1);
  expect(result.summary).toMatch(/#### Allocates more \(1\)\n[\s\S]*group/);
  expect(host.comments[0]?.body).toContain('#### Allocates more (1)');
  expect(result.artifacts['perf-run']).toContain('perf.run.json');
});

it('passes a commit that only changes documentation, and writes no comment', async () => {
  const result = await pullJob(demo.pulls.documentation);
  expect(result.exitCode, result.log).toBe(0);
  expect(result.summary).toContain('unchanged');
  expect(result.log).not.toMatch(/^::(error|warning)/m);
  expect(result.log).toContain('comment not needed');
  expect(host.comments).toEqual([]);
});

it('passes a branch that is behind a main that got faster since: it is compared with what it was merged with', async () => {
  const result = await pullJob(demo.pulls.behind);
  expect(result.exitCode, result.log).toBe(0);
  expect(baseCommitOf(result)).toBe(demo.main[2]);
  expect(result.log).not.toContain('regressed::');
});

it('measures main against the commit before, and comments nowhere', async () => {
  const [, second, faster] = demo.main;
  const result = await jobOf('heads/main', faster, {
    event: { before: second, after: faster },
    variables: {
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REF_NAME: 'main',
      GITHUB_REPOSITORY: 'owner/demo',
      GITHUB_SHA: faster,
    },
  });
  expect(result.exitCode, result.log).toBe(0);
  expect(result.outputs.verdict).toBe('improved');
  expect(baseCommitOf(result)).toBe(second);
  expect(host.requests).toEqual([]);
});

it('names the commit by bisect, and how many comparisons that took', { timeout: 600_000 }, () => {
  const { work, main, pulls } = demo;
  const args = ['bisect', '--good', main[0], '--bad', pulls.slower.head, 'checksum'];
  const result = spawnSync(process.execPath, [PERF_SUITE, ...args], {
    cwd: work,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', XDG_CACHE_HOME: join(folder, 'cache') },
  });
  expect(result.status, result.stderr).toBe(0);
  expect(result.stdout).toContain(`${pulls.slower.head.slice(0, 7)} made it slower: p50 takes`);
  expect(result.stdout).toContain('Take more passes over the bytes');
  expect(result.stdout).toMatch(/\d comparisons in \d+ rounds/);
});
