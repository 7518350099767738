import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DemoRepository, makeDemoRepository } from '@perf-suite/testing/demo-repository';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkOutAlone, gitIn, pullEvent, pullVariables } from './checked-out-pull.js';
import { serveRepository } from './git-server.js';
import { outputOf, runStep, type StepResult } from './step.js';

const TOKEN = 'secret-token';

let folder: string;
let demo: DemoRepository;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'perf-action-base-')));
  demo = makeDemoRepository(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const newFolder = (): string => {
  const made = join(folder, `${++count}`);
  mkdirSync(made);
  return made;
};

interface Job {
  readonly event?: object;
  readonly variables?: Readonly<Record<string, string>>;
}

function prepare(workspace: string, { event = {}, variables = {} }: Job): Promise<StepResult> {
  return runStep('prepare', {
    runner: newFolder(),
    event,
    variables: { GITHUB_WORKSPACE: workspace, ...variables },
  });
}

const push = (before: string): Job => ({ event: { before }, variables: { GITHUB_EVENT_NAME: 'push' } });

describe('a pull request', () => {
  it('is compared with the commit that it was merged with, which a shallow checkout fetches', async () => {
    const { slower } = demo.pulls;
    const workspace = newFolder();
    checkOutAlone(workspace, demo.url, 'pull/1/merge', slower.merge);
    const result = await prepare(workspace, { event: pullEvent(slower), variables: pullVariables(slower) });
    expect(result.exitCode, result.log).toBe(0);
    expect(outputOf(result, 'against')).toBe('origin/main');
    expect(outputOf(result, 'cache-key')).toMatch(new RegExp(`-${demo.main[1]}$`));
    expect(gitIn(workspace, 'rev-parse', 'HEAD^1')).toBe(demo.main[1]);
    // All commits of the pull request, and no others: their messages may accept a slowdown.
    expect(gitIn(workspace, 'rev-list', 'HEAD^1..HEAD').split('\n')).toEqual([slower.merge, slower.head]);
  });

  it('of which a base is kept on the machine needs no cache', async () => {
    const { slower } = demo.pulls;
    const workspace = newFolder();
    const home = newFolder();
    mkdirSync(join(home, 'perf-suite/base', `${basename(workspace)}-12345678`), { recursive: true });
    checkOutAlone(workspace, demo.url, 'pull/1/merge', slower.merge);
    const variables = { ...pullVariables(slower), XDG_CACHE_HOME: home };
    const result = await prepare(workspace, { event: pullEvent(slower), variables });
    expect(outputOf(result, 'cache-key')).toBe('');
  });

  it('whose own branch was checked out is compared with where it left main', async () => {
    const { behind } = demo.pulls;
    const workspace = newFolder();
    checkOutAlone(workspace, demo.url, 'origin/behind', behind.head);
    const result = await prepare(workspace, { event: pullEvent(behind), variables: pullVariables(behind) });
    expect(outputOf(result, 'against')).toBe('origin/main');
    expect(outputOf(result, 'cache-key')).toMatch(new RegExp(`-${demo.main[1]}$`));
    expect(gitIn(workspace, 'rev-parse', 'origin/main')).toBe(demo.main[2]);
  });

  it('runs nothing that the names of branches, titles or inputs hold', async () => {
    const { slower } = demo.pulls;
    const hostile = `main;touch$IFS\`pwned\`$(touch$\{IFS}pwned)&touch|"pwned'`;
    const host = join(newFolder(), 'host.git');
    gitIn(folder, 'clone', '--quiet', '--bare', '--no-local', demo.url, host);
    gitIn(host, 'update-ref', `refs/heads/${hostile}`, demo.main[1]);
    const workspace = newFolder();
    checkOutAlone(workspace, `file://${host}`, 'origin/slower', slower.head);
    const result = await prepare(workspace, {
      event: pullEvent(slower),
      variables: { ...pullVariables(slower), GITHUB_BASE_REF: hostile, GITHUB_HEAD_REF: hostile },
    });
    expect(result.exitCode, result.log).toBe(0);
    expect(outputOf(result, 'against')).toBe(`origin/${hostile}`);
    expect(outputOf(result, 'cache-key')).toContain(demo.main[1]);
    const named = await prepare(workspace, {
      variables: { PERF_ACTION_BASE: '--upload-pack=touch pwned', GITHUB_EVENT_NAME: 'push' },
    });
    expect(named.exitCode, named.log).toBe(0);
    for (const one of [workspace, ...readdirSync(folder).map((name) => join(folder, name))])
      expect(existsSync(join(one, 'pwned'))).toBe(false);
  });

  it('is refused where its code would run beside a token that may write', async () => {
    const result = await prepare(demo.work, {
      event: pullEvent(demo.pulls.slower),
      variables: { GITHUB_EVENT_NAME: 'pull_request_target' },
    });
    expect(result.exitCode).toBe(2);
    expect(result.log).toContain('expected the event pull_request, found pull_request_target');
    expect(result.summary).toContain('Performance was not measured');
  });
});

describe('a push', () => {
  it('is compared with where the branch was before', async () => {
    const result = await prepare(demo.work, push(demo.main[0]));
    expect(outputOf(result, 'against')).toBe(demo.main[0]);
  });

  it.each([
    ['a new branch', '0'.repeat(40)],
    ['a branch that was forced to another history', 'a'.repeat(40)],
    ['something else', '--all'],
  ])('of %s is compared with the commit before', async (_, before) => {
    const result = await prepare(demo.work, push(before));
    expect(outputOf(result, 'against')).toBe('HEAD~1');
    expect(outputOf(result, 'cache-key')).toContain(demo.main[1]);
  });

  it('of the first commit is compared with nothing', async () => {
    const workspace = newFolder();
    checkOutAlone(workspace, demo.url, 'origin/main', demo.main[0]);
    const result = await prepare(workspace, push('0'.repeat(40)));
    expect(result.exitCode, result.log).toBe(0);
    expect(outputOf(result, 'against')).toBe('');
    expect(outputOf(result, 'cache-key')).toBe('');
  });
});

it('a queue of merges is compared with the commit that it goes on', async () => {
  const event = { merge_group: { base_sha: demo.main[0] } };
  const result = await prepare(demo.work, { event, variables: { GITHUB_EVENT_NAME: 'merge_group' } });
  expect(outputOf(result, 'against')).toBe(demo.main[0]);
});

it('a base that was asked for is fetched', async () => {
  const workspace = newFolder();
  checkOutAlone(workspace, demo.url, 'origin/main', demo.main[2]);
  const result = await prepare(workspace, { ...push(''), variables: { PERF_ACTION_BASE: 'slower' } });
  expect(outputOf(result, 'against')).toBe('slower');
  expect(gitIn(workspace, 'rev-parse', 'origin/slower')).toBe(demo.pulls.slower.head);
  expect(outputOf(result, 'cache-key')).toContain(demo.main[1]);
});

describe('a repository that is not public', () => {
  async function privateCheckout(): Promise<string> {
    const { url, server } = await serveRepository(fileURLToPath(demo.url), TOKEN);
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const workspace = newFolder();
    checkOutAlone(workspace, demo.url, 'pull/1/merge', demo.pulls.slower.merge);
    gitIn(workspace, 'remote', 'set-url', 'origin', url);
    return workspace;
  }

  const jobWith = (token: string, workspace: string): Job => ({
    event: pullEvent(demo.pulls.slower),
    variables: {
      ...pullVariables(demo.pulls.slower),
      GITHUB_SERVER_URL: gitIn(workspace, 'remote', 'get-url', 'origin'),
      PERF_ACTION_TOKEN: token,
    },
  });

  it('is fetched from with the token, where the checkout kept none', async () => {
    const workspace = await privateCheckout();
    const result = await prepare(workspace, jobWith(TOKEN, workspace));
    expect(result.exitCode, result.log).toBe(0);
    expect(gitIn(workspace, 'rev-parse', 'HEAD^1')).toBe(demo.main[1]);
    expect(gitIn(workspace, 'config', '--list')).not.toContain('extraheader');
  });

  it('that refuses the token: it says what to do, and not the token', async () => {
    const workspace = await privateCheckout();
    const result = await prepare(workspace, jobWith('wrong-token', workspace));
    expect(result.exitCode).toBe(2);
    expect(result.log).toContain('found a shallow clone without it, and could not fetch it');
    expect(result.log).toContain('Set fetch-depth: 0 for actions/checkout.');
    expect(`${result.log}${result.summary}`).not.toContain('wrong-token');
  });
});

describe('what is missing is said', () => {
  it('the program git', async () => {
    const bin = newFolder();
    symlinkSync(process.execPath, join(bin, 'node'));
    chmodSync(bin, 0o755);
    const result = await prepare(demo.work, { ...push(''), variables: { PATH: bin + delimiter } });
    expect(result.exitCode).toBe(2);
    expect(result.log).toContain('expected the program git, found none');
  });

  it('a checkout, and a package in it', async () => {
    const empty = newFolder();
    const noPackage = await prepare(empty, push(''));
    expect(noPackage.log).toContain(`expected a package.json in ${empty}, found none`);
    const outside = realpathSync(mkdtempSync(join(tmpdir(), 'perf-action-none-')));
    onTestFinished(() => rmSync(outside, { recursive: true }));
    symlinkSync(join(demo.work, 'package.json'), join(outside, 'package.json'));
    const noCheckout = await prepare(outside, push(''));
    expect(noCheckout.exitCode).toBe(2);
    expect(noCheckout.log).toContain(`expected a checkout of the repository in ${outside}, found none`);
    expect(noCheckout.log).toContain('Run actions/checkout before this action');
  });

  it('a perf-suite of the version', async () => {
    const refused = await prepare(demo.work, { variables: { PERF_ACTION_VERSION: '1.0; touch pwned' } });
    expect(refused.exitCode).toBe(2);
    expect(refused.log).toContain('expected a version (0.1.0) or a folder with packed packages');
    const none = await prepare(demo.work, { variables: { PERF_ACTION_VERSION: './src' } });
    expect(none.log).toContain('expected the packed packages (perf-suite-*.tgz and those it depends on)');
  });

  it('a version on npm, also where the pull request has a folder of that name', async () => {
    const folder = join(demo.work, '0.0.0-none');
    mkdirSync(folder);
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // A registry that is away: that it is asked is enough.
    const variables = {
      PERF_ACTION_VERSION: '0.0.0-none',
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_fetch_retries: '0',
    };
    const result = await prepare(demo.work, { variables });
    expect(result.exitCode).toBe(2);
    expect(result.log).toContain('npm install --no-audit --no-fund: expected it to install perf-suite');
    expect(result.log).not.toContain('expected the packed packages');
  });
});
