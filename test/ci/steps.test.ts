import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeRunFile } from '@perf-suite/schema/node';
import { type Answer, CodeHost } from '@perf-suite/testing/code-host';
import { pairedRun } from '@perf-suite/testing/sample-run';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { outputOf, runStep, type StepResult } from './step.js';

const TOOLS = fileURLToPath(new URL('../../packages/perf-suite', import.meta.url));
const TOKEN = 'secret-token';
const COMMENTS = '/repos/owner/demo/issues/12/comments';

let folder: string;
let runFile: string;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'perf-action-steps-')));
  runFile = join(folder, 'perf.run.json');
  const rounds = Array.from({ length: 12 }, (_, round) => {
    const ns = [1000, 1001, 1002].map((one) => one + round);
    return { baseNs: ns, headNs: ns.map((one) => one * 1.2) };
  });
  await writeRunFile(runFile, pairedRun({ benchmarks: { 'parse.bench.ts#parse': rounds } }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const newFolder = (): string => {
  const made = join(folder, `${++count}`);
  mkdirSync(made);
  return made;
};

describe('the comment', () => {
  let host: CodeHost;
  let url: string;
  beforeEach(async () => {
    host = new CodeHost();
    url = await host.open();
  });
  afterEach(() => host.close());

  const pull = (repository: string): object => ({
    pull_request: { number: 12, head: { repo: { full_name: repository } } },
  });

  function comment(variables: Record<string, string> = {}, event = pull('owner/demo')): Promise<StepResult> {
    return runStep('comment', {
      runner: newFolder(),
      event,
      variables: {
        GITHUB_API_URL: url,
        PERF_ACTION_COMMENT: 'changed',
        PERF_ACTION_TOKEN: TOKEN,
        PERF_ACTION_TOOLS: TOOLS,
        PERF_ACTION_RUN_FILE: runFile,
        ...variables,
      },
    });
  }

  it('is written once, by two jobs at once too', async () => {
    const results = await Promise.all([comment(), comment()]);
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(host.comments).toHaveLength(1);
    const { log } = await comment();
    expect(log).toBe('pull request 12 of owner/demo: comment updated\n');
    expect([...host.tokens]).toEqual([`Bearer ${TOKEN}`]);
  });

  it('that was deleted in between is written anew', async () => {
    await comment();
    host.before = (request) => {
      if (request.startsWith('PATCH')) host.comments.splice(0);
      return undefined;
    };
    expect((await comment()).log).toContain('created');
    expect(host.comments).toHaveLength(1);
  });

  it.each<[string, Answer, string]>([
    ['owner/demo', { status: 403 }, 'warning'],
    ['somebody/demo', { status: 403 }, 'notice'],
    ['owner/demo', { status: 422, body: '{"message":"spam\\n::error::x"}' }, 'warning'],
    ['owner/demo', { status: 403, headers: { 'retry-after': '3600' } }, 'warning'],
  ])(
    'that %s may not write (%j) is told as a %s, and the gate is not touched',
    async (repository, answer, level) => {
      host.before = (request) => (request === `POST ${COMMENTS}` ? answer : undefined);
      const { exitCode, log } = await comment({}, pull(repository));
      expect(exitCode).toBe(0);
      expect(log).toMatch(
        new RegExp(`^::${level} title=perf-suite%3A comment::comment: not written: .*\\n$`),
      );
      expect(log).toContain(`answered ${answer.status}`);
      expect(log).not.toContain(TOKEN);
    },
  );

  it('waits for a server that is out of order for a moment', async () => {
    let left = 2;
    host.before = () => (left-- > 0 ? { status: 503 } : undefined);
    expect((await comment()).log).toContain('comment created');
  });

  it('is none where the event is about no pull request', async () => {
    expect(await comment({}, { before: 'abc' })).toMatchObject({ exitCode: 0, log: '' });
    expect(host.requests).toEqual([]);
  });

  it('of a job with a name is its own; a word that is none of the input is refused', async () => {
    await comment({ PERF_ACTION_COMMENT_NAME: 'linux' });
    expect(host.comments[0]?.body).toContain('<!-- perf-suite report linux -->');
    const refused = await comment({ PERF_ACTION_COMMENT: 'sometimes' });
    expect(refused.exitCode).toBe(2);
    expect(refused.log).toContain('comment: expected changed, always or never, found "sometimes"');
  });
});

describe('the metrics', () => {
  async function receiver(status: number) {
    const requests: { readonly path: string; readonly login: string | undefined }[] = [];
    const server = createServer((request, response) => {
      requests.push({ path: `${request.method} ${request.url}`, login: request.headers.authorization });
      request.resume().on('end', () => response.writeHead(status).end());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => {
      server.close();
    });
    return { requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  const push = (gateway: string, eventName = 'push'): Promise<StepResult> =>
    runStep('push', {
      runner: newFolder(),
      variables: {
        GITHUB_EVENT_NAME: eventName,
        GITHUB_REF_NAME: 'main',
        PERF_ACTION_PUSH_GATEWAY: gateway,
        PERF_ACTION_PUSH_CREDENTIALS: `somebody:${TOKEN}`,
        PERF_ACTION_TOOLS: TOOLS,
        PERF_ACTION_RUN_FILE: runFile,
      },
    });

  it('of a push go to the gateway, under the name of the branch', async () => {
    const { requests, url } = await receiver(200);
    const { exitCode, log } = await push(url);
    expect(exitCode, log).toBe(0);
    const login = `Basic ${Buffer.from(`somebody:${TOKEN}`).toString('base64')}`;
    expect(requests).toEqual([{ path: 'PUT /metrics/job/perf-suite/branch/main', login }]);
  });

  it('of a pull request are none of the branch', async () => {
    const { requests, url } = await receiver(200);
    expect(await push(url, 'pull_request')).toMatchObject({ exitCode: 0, log: '' });
    expect(requests).toEqual([]);
  });

  it('that a receiver refuses are told, and fail nothing', async () => {
    const { url } = await receiver(400);
    const { exitCode, log } = await push(url);
    expect(exitCode).toBe(0);
    expect(log).toMatch(/^::warning title=perf-suite%3A push::The metrics were not pushed\. /m);
    expect(log).not.toContain(TOKEN);
  });
});

describe('measuring', () => {
  function measure(
    files: Readonly<Record<string, string>>,
    variables: Record<string, string>,
    isCancelled = (_: string): boolean => false,
  ): Promise<StepResult> {
    const workspace = newFolder();
    const all = { 'package.json': '{"name":"a","type":"module"}', ...files };
    for (const [name, text] of Object.entries(all)) writeFileSync(join(workspace, name), text);
    return runStep('measure', {
      runner: newFolder(),
      isCancelled,
      variables: {
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: workspace,
        PERF_ACTION_TOOLS: TOOLS,
        PERF_ACTION_ARGUMENTS: '--rounds 1\n--time 2ms\n--warmup 2ms',
        ...variables,
      },
    });
  }

  const benchmark = (name: string, body: string): string =>
    `import { suite } from 'perf-suite';\nexport default suite(({ bench }) => { bench(${JSON.stringify(name)}, () => { ${body} }); });\n`;

  it('leaves run file and page in a folder, where there is nothing to compare with too', async () => {
    const result = await measure({ 'a.bench.js': benchmark('a', 'Math.sqrt(2)') }, {});
    expect(result.exitCode, result.log).toBe(0);
    for (const name of ['perf.run.json', 'perf.html'])
      expect(existsSync(join(outputOf(result, 'folder'), name))).toBe(true);
    expect(outputOf(result, 'verdict')).toBe('');
    expect(result.summary).toContain('a.bench.js');
  });

  it('takes files, filter and flags as they are, whatever they hold', async () => {
    const result = await measure(
      { '$(touch pwned).bench.js': benchmark('a; touch pwned', 'Math.sqrt(2)') },
      { PERF_ACTION_FILES: '$(touch pwned).bench.js', PERF_ACTION_FILTER: 'a; touch pwned$' },
    );
    expect(result.exitCode, result.log).toBe(0);
    expect(existsSync(join(outputOf(result, 'folder'), 'pwned'))).toBe(false);
    const flag = await measure({}, { PERF_ACTION_FILES: '--base-setup=touch pwned' });
    expect(flag.exitCode).not.toBe(0);
    expect(flag.log).not.toContain('unknown option');
  });

  it('in a job that is cancelled keeps what was measured', async () => {
    const arguments_ = { PERF_ACTION_ARGUMENTS: '--rounds 500\n--time 50ms\n--verbose' };
    const files = { 'a.bench.js': benchmark('a', 'Math.sqrt(2)') };
    // The times of the first round are there.
    const result = await measure(files, arguments_, (log) => /round.*\n/i.test(log));
    expect(result.exitCode, result.log).toBe(130);
    expect(JSON.parse(readFileSync(outputOf(result, 'run-file'), 'utf8')).state).toBe('partial');
  });

  it('that is impossible is red, and the summary says why', async () => {
    const result = await measure({}, { PERF_ACTION_FILTER: '```(' });
    expect(result.exitCode).toBe(2);
    expect(result.summary).toContain('### ⚠️ Performance was not measured');
    expect(result.summary).toContain('````text\n');
    expect(result.summary).toContain('--filter: expected a regular expression');
    expect(result.log).toContain('::error title=perf-suite%3A nothing was measured::');
    expect(outputOf(result, 'run-file')).toBe('');
  });

  it('that head ends with 0 before anything was measured is red, and says so', async () => {
    const files = {
      'perf.config.js': 'setTimeout(() => process.exit(0), 10);\nexport default {};\n',
      'a.bench.js': benchmark('a', 'Math.sqrt(2)'),
    };
    const result = await measure(files, { PERF_ACTION_ARGUMENTS: '--rounds 3\n--time 200ms' });
    expect(result.exitCode, result.log).toBe(4);
    expect(outputOf(result, 'exit-code')).toBe('4');
    expect(outputOf(result, 'run-file')).toBe('');
    expect(result.log).toContain('::error title=perf-suite%3A nothing was measured::');
    expect(result.summary).toContain('perf-suite ended with 0, but left no run file');
  });

  it('an empty shard passes, with a run file', async () => {
    const result = await measure(
      { 'a.bench.js': benchmark('a', 'Math.sqrt(2)') },
      { PERF_ACTION_ARGUMENTS: '--rounds 1\n--time 2ms\n--warmup 2ms\n--shard 2/2' },
    );
    expect(result.exitCode, result.log).toBe(0);
    expect(outputOf(result, 'run-file')).not.toBe('');
  });

  it('shows benchmarks no token of the action', async () => {
    const throwing = `for (const [name, value] of Object.entries(process.env)) if (value.includes('${TOKEN}')) throw new Error(name);`;
    const result = await measure(
      { 'a.bench.js': benchmark('a', throwing) },
      { PERF_ACTION_TOKEN: TOKEN, PERF_ACTION_PUSH_CREDENTIALS: TOKEN },
    );
    expect(result.exitCode, result.log).toBe(0);
  });
});
