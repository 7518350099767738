import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeRunFile } from '@perf-suite/schema/node';
import { type Author, CodeHost } from '@perf-suite/testing/code-host';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pairedRun } from '../run-builder.js';

const COMMAND = fileURLToPath(new URL('../../bin/perf-guard.js', import.meta.url));
const MARKER = '<!-- perf-suite report -->';
const TOKEN = 'secret-token';
const COMMENTS = '/repos/owner/name/issues/12/comments';
const FORGER: Author = { id: 7, login: 'forger', type: 'User' };
const PERSON: Author = { id: 8, login: 'maintainer', type: 'User' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-guard-comment-'));
  await writeRunFile(
    join(folder, 'slower.run.json'),
    pairedRun({ rounds: 12, benchmarks: [{ name: 'parse', change: 0.2 }] }),
  );
  await writeRunFile(
    join(folder, 'same.run.json'),
    pairedRun({ rounds: 12, benchmarks: [{ name: 'parse' }] }),
  );
  await writeFile(join(folder, 'pull.json'), JSON.stringify({ pull_request: { number: 12 }, more: {} }));
  await writeFile(
    join(folder, 'run.json'),
    JSON.stringify({
      workflow_run: { head_sha: 'abc', head_branch: 'a&b', head_repository: { owner: { login: 'fork' } } },
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

let host: CodeHost;
let url: string;
beforeEach(async () => {
  host = new CodeHost();
  url = await host.open();
});
afterEach(() => host.close());

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function comment(args: readonly string[], variables: Record<string, string> = {}): Promise<Outcome> {
  const env = {
    PATH: process.env.PATH ?? '',
    GITHUB_API_URL: url,
    GITHUB_EVENT_PATH: join(folder, 'pull.json'),
    GITHUB_REPOSITORY: 'owner/name',
    GITHUB_TOKEN: TOKEN,
    ...variables,
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [COMMAND, 'comment', ...args],
      { cwd: folder, env },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      },
    );
  });
}

const onGitlab = (): Record<string, string> => ({
  GITLAB_CI: 'true',
  CI_API_V4_URL: `${url}/api/v4`,
  CI_PROJECT_ID: '7',
  CI_MERGE_REQUEST_IID: '3',
  GITLAB_TOKEN: TOKEN,
});

describe('the comment of a pull request', () => {
  it('is written once, and brought up to date from then on', async () => {
    const first = await comment(['slower.run.json']);
    expect(first).toMatchObject({
      code: 0,
      stdout: 'pull request 12 of owner/name: comment created\n',
      stderr: '',
    });
    const again = await comment(['same.run.json']);
    expect(again.stdout).toBe('pull request 12 of owner/name: comment updated\n');
    expect(host.comments).toHaveLength(1);
    expect(host.comments[0]?.body).toMatch(/^### ➖ Performance unchanged/);
    expect(host.comments[0]?.body.endsWith(MARKER)).toBe(true);
    expect([...host.tokens]).toEqual([`Bearer ${TOKEN}`]);
  });

  it('is not written where nothing changed, unless that is wanted', async () => {
    expect((await comment(['same.run.json'])).stdout).toContain('not needed');
    expect(host.comments).toEqual([]);
    expect((await comment(['same.run.json', '--on', 'always'])).stdout).toContain('created');
  });

  it.each(['effect-raised', 'gate-loosened', 'budget-raised'])(
    'is written where nothing changed, but head asks less: %s',
    async (code) => {
      const warning = { code, message: `head asks less (${code})` };
      const same = pairedRun({ rounds: 12, benchmarks: [{ name: 'parse' }] });
      const ofRun = { ...same, warnings: [warning] };
      const ofBenchmark = {
        ...same,
        benchmarks: same.benchmarks.map((one) => ({ ...one, warnings: [warning] })),
      };
      for (const [name, run] of Object.entries({ 'of-run': ofRun, 'of-benchmark': ofBenchmark })) {
        await writeRunFile(join(folder, `${name}.run.json`), run);
        const { stdout } = await comment([`${name}.run.json`, '--name', name]);
        expect(stdout).toBe('pull request 12 of owner/name: comment created\n');
        expect(host.comments.at(-1)?.body).toContain('head asks less');
      }
    },
  );

  it('is found behind hundreds of others, and none that only quotes it is touched', async () => {
    for (let i = 0; i < 250; i++) host.add(`> ${MARKER}\n\nlooks good ${i}`);
    const own = host.add(`old\n${MARKER}`);
    expect((await comment(['slower.run.json'])).stdout).toContain('updated');
    expect(host.comments.find(({ id }) => id === own)?.body).toContain('Performance regressed');
    expect(host.comments.filter(({ body }) => body.includes('Performance'))).toHaveLength(1);
  });

  it('has a name of its own for each of several jobs', async () => {
    await comment(['slower.run.json', '--name', 'linux']);
    await comment(['slower.run.json', '--name', 'mac']);
    await comment(['slower.run.json', '--name', 'linux']);
    expect(host.comments.map(({ body }) => body.split('\n').at(-1))).toEqual([
      '<!-- perf-suite report linux -->',
      '<!-- perf-suite report mac -->',
    ]);
    expect(await comment(['slower.run.json', '--name', '--> x'])).toMatchObject({ code: 2 });
  });
});

describe('where there is no run file, as after a job that could not measure', () => {
  it('no comment is written, and the missing file is named', async () => {
    const { code, stdout, stderr } = await comment(['none.run.json']);
    expect({ code, stdout }).toEqual({
      code: 2,
      stdout: 'pull request 12 of owner/name: comment not needed\n',
    });
    expect(stderr).toContain('none.run.json: expected a file, found none');
    expect(host.comments).toEqual([]);
  });

  it('a comment keeps no verdict of an earlier commit', async () => {
    await comment(['slower.run.json']);
    await writeFile(join(folder, 'broken.run.json'), '{"schema');
    const { code, stdout } = await comment(['broken.run.json'], {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: '7',
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: 'pull request 12 of owner/name: comment updated\n' });
    expect(host.comments).toHaveLength(1);
    expect(host.comments[0]?.body).toBe(`### ⚠️ Performance was not measured

The newest commit has no verdict: its job left no run file that can be read. [The log](https://github.com/owner/name/actions/runs/7) says why. The verdict that stood here was about an earlier commit.

${MARKER}`);
    await comment(['same.run.json']);
    expect(host.comments[0]?.body).toMatch(/^### ➖ Performance unchanged/);
  });
});

describe('when things happen at the same time', () => {
  it('a comment that was deleted in between is written anew', async () => {
    const id = host.add(`old\n${MARKER}`);
    host.before = (request) => {
      if (request.startsWith('PATCH')) host.comments.splice(0);
      return undefined;
    };
    expect((await comment(['slower.run.json'])).stdout).toContain('created');
    expect(host.comments.map((one) => one.id)).not.toContain(id);
    expect(host.comments).toHaveLength(1);
  });

  it('of two that were written at once the older one stays', async () => {
    host.before = (request) => {
      if (request === `POST ${COMMENTS}` && host.comments.length === 0)
        host.add(`of the other job\n${MARKER}`);
      return undefined;
    };
    expect((await comment(['slower.run.json'])).stdout).toContain('updated');
    expect(host.comments).toHaveLength(1);
    expect(host.comments[0]).toMatchObject({
      id: 101,
      body: expect.stringContaining('Performance regressed'),
    });
  });

  it('one with the mark of another app, which may not be touched, is left alone', async () => {
    host.othersIds.add(host.add(`forged\n${MARKER}`));
    expect((await comment(['slower.run.json'])).stdout).toContain('created');
    expect(host.comments.map(({ body }) => body.slice(0, 6))).toEqual(['forged', '### 🔴'.slice(0, 6)]);
  });
});

describe('a comment with the mark that somebody else wrote', () => {
  it.each<[string, Author | null, () => Record<string, string>]>([
    ["the job's own token on GitHub", null, () => ({})],
    ['a personal token on GitHub', PERSON, () => ({})],
    ['a token on GitLab', PERSON, onGitlab],
  ])('is left alone with %s, and an own one is kept up to date', async (_, author, variables) => {
    if (author !== null) host.author = author;
    host.add(`forged\n${MARKER}`, FORGER);
    expect((await comment(['slower.run.json'], variables())).stdout).toContain('created');
    expect((await comment(['same.run.json'], variables())).stdout).toContain('updated');
    expect(host.comments.map((one) => one.author)).toEqual([FORGER, host.author]);
    expect(host.comments[0]?.body).toBe(`forged\n${MARKER}`);
    expect(host.comments[1]?.body).toMatch(/^### ➖ Performance unchanged/);
  });

  it('is left alone where nothing was measured', async () => {
    host.add(`forged\n${MARKER}`, FORGER);
    expect((await comment(['none.run.json'])).stdout).toContain('not needed');
    expect(host.comments.map(({ body }) => body)).toEqual([`forged\n${MARKER}`]);
  });
});

describe('when the host refuses', () => {
  it.each([
    [403, 'The token may not write comments. A pull request from a fork'],
    [401, 'The token is wrong or has expired.'],
    [422, 'The result is in the summary of the job'],
  ])('with %i it says what to do, and the gate is not touched', async (status, hint) => {
    host.before = (request) =>
      request.startsWith('POST') ? { status, body: `{"message":"no, ${TOKEN}"}` } : undefined;
    const { code, stdout, stderr } = await comment(['slower.run.json']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(
      `comment: not written: ${url}${COMMENTS} answered ${status}: {"message":"no, ***"}`,
    );
    expect(stderr).toContain(hint);
    expect(host.requests.filter((one) => one.startsWith('POST'))).toHaveLength(1);
  });

  it.each([
    [502, {}],
    [429, { 'retry-after': '1' }],
    [403, { 'retry-after': '0' }],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }],
  ])('for a moment (%i %j) it tries again', async (status, headers) => {
    let left = 2;
    host.before = () => (left-- > 0 ? { status, headers } : undefined);
    expect((await comment(['slower.run.json'])).stdout).toContain('created');
    expect(host.requests.filter((one) => one.startsWith('GET')).length).toBeGreaterThan(2);
  });

  it('for an hour it does not wait', async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 3600);
    host.before = () => ({
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
    });
    const { code, stderr } = await comment(['slower.run.json']);
    expect(code).toBe(0);
    expect(stderr).toContain('answered 403');
    expect(host.requests).toHaveLength(1);
  });

  it('because it is away, that is said', async () => {
    host.close();
    const { code, stderr } = await comment(['slower.run.json']);
    expect(code).toBe(0);
    expect(stderr).toContain('no answer: ');
  });
});

describe('for a fork, in a second workflow', () => {
  const variables = () => ({ GITHUB_EVENT_PATH: join(folder, 'run.json') });

  it('the open pull request at the commit that was measured is found', async () => {
    host.pulls = [
      { number: 11, head: { sha: 'older' } },
      { number: 12, head: { sha: 'abc' } },
    ];
    expect((await comment(['slower.run.json'], variables())).stdout).toContain('pull request 12');
    expect(host.requests[0]).toBe('GET /repos/owner/name/pulls');
  });

  it('one that has gone on gets no old verdict', async () => {
    host.pulls = [{ number: 11, head: { sha: 'newer' } }];
    const { code, stdout, stderr } = await comment(['slower.run.json'], variables());
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('no open pull or merge request');
    expect(host.comments).toEqual([]);
  });
});

describe('in GitLab CI', () => {
  it('a note of the merge request is kept up to date', async () => {
    expect((await comment(['slower.run.json'], onGitlab())).stdout).toBe(
      'merge request 3: comment created\n',
    );
    expect((await comment(['slower.run.json'], onGitlab())).stdout).toBe(
      'merge request 3: comment updated\n',
    );
    expect(host.comments).toHaveLength(1);
    expect(host.requests[0]).toBe('GET /api/v4/projects/7/merge_requests/3/notes');
    expect([...host.tokens]).toEqual([TOKEN]);
  });

  it('without a token it says which', async () => {
    const { code, stderr } = await comment(['slower.run.json'], { ...onGitlab(), GITLAB_TOKEN: '' });
    expect(code).toBe(2);
    expect(stderr).toContain('expected a token in GITLAB_TOKEN');
  });
});

it.each([
  [{ GITHUB_TOKEN: '' }, 'expected a token in GITHUB_TOKEN'],
  [{ GITHUB_EVENT_PATH: '' }, 'expected the variable GITHUB_EVENT_PATH'],
])('outside of a job that can comment it says what is missing: %j', async (variables, message) => {
  const { code, stderr } = await comment(['slower.run.json'], variables);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
