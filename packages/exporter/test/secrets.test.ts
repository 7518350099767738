import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRunFile } from '@perf-suite/schema/node';
import { COMMAND, startServing } from '@perf-suite/testing/exporter-command';
import { LOCALHOST_CERTIFICATE } from '@perf-suite/testing/localhost-certificate';
import { eventually, freePort, startProgram } from '@perf-suite/testing/real-server';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../src/cli/main.js';

const SECRET = 'acc3ss@password/7';
const SPELLINGS = [SECRET, encodeURIComponent(SECRET), Buffer.from(`ann:${SECRET}`).toString('base64')];

let folder = '';
let run = '';
let secretFile = '';
let credentialsFile = '';
const servers: Server[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-exporter-secrets-'));
  run = join(folder, 'a.run.json');
  secretFile = join(folder, 'token');
  credentialsFile = join(folder, 'credentials');
  await writeFile(secretFile, `${SECRET}\n`);
  await writeFile(credentialsFile, `ann:${SECRET}\n`);
  const startedAt = '2026-03-01T10:00:00.000Z';
  await writeRunFile(run, singleRun({ id: 'a', startedAt, benchmarks: { parse: [[1_000]] } }));
});
afterAll(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Says back everything that it was sent, in several spellings. */
function echo({ url, headers }: IncomingMessage): string {
  const sent = headers.authorization ?? '';
  const plain = Buffer.from(sent.replace('Basic ', ''), 'base64').toString();
  return `${'x'.repeat(480)}${JSON.stringify({ url, sent, plain, headers })} ${sent} ${plain} ${SECRET}`;
}

async function listening(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await new Promise((resolve) => server.once('listening', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answering(status: number, seen: string[] = []): Promise<string> {
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization ?? 'nothing');
    response.setHeader(
      'Location',
      `http://ann:${encodeURIComponent(SECRET)}@127.0.0.1:1/?token=${SPELLINGS[1]}`,
    );
    response.writeHead(status).end(echo(request));
  });
  return `http://${await listening(server)}`;
}

async function outputOf(args: readonly string[], environment = {}): Promise<{ code: number; text: string }> {
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const { signal: stop } = new AbortController();
  const code = await main(args, { out: write, err: write, nowMs: () => Date.now(), environment, stop });
  return { code, text };
}

function expectNoSecret(text: string): void {
  for (const secret of SPELLINGS) expect(text).not.toContain(secret);
}

const RECEIVERS: readonly (readonly [string, () => Promise<string>])[] = [
  ['accepts', () => answering(200)],
  ['asks for another login (401)', () => answering(401)],
  ['refuses (403)', () => answering(403)],
  ['fails (500)', () => answering(500)],
  ['is elsewhere (302)', () => answering(302)],
  ['is away', async () => `http://127.0.0.1:${await freePort()}`],
  [
    'has no certificate that can be trusted',
    async () => `https://${await listening(createTlsServer(LOCALHOST_CERTIFICATE))}`,
  ],
  ['speaks no TLS', async () => (await answering(200)).replace('http:', 'https:')],
  ['has an address that is none', async () => 'http://127.0.0.1:port'],
  ['has an address of another kind', async () => 'ftp://127.0.0.1'],
];

it.each(RECEIVERS)('push shows no secret where the receiver %s', async (_, receiver) => {
  const url = await receiver();
  const withLogin = url.replace('//', `//ann:${encodeURIComponent(SECRET)}@`);
  for (const flag of ['--gateway', '--remote-write']) {
    for (const [args, environment] of [
      [[flag, withLogin], {}],
      [[flag, `${withLogin}/?token=${SPELLINGS[1]}`], {}],
      [[flag, url, '--token-file', secretFile], {}],
      [[flag, url, '--credentials-file', credentialsFile], {}],
      [[flag, url], { PERF_EXPORTER_CREDENTIALS: `ann:${SECRET}` }],
      [[flag, withLogin, '--token-file', secretFile], {}],
    ] as const) {
      const { text } = await outputOf(['push', run, ...args, '--attempts', '1'], environment);
      expect(text).not.toBe('');
      expectNoSecret(text);
    }
  }
});

it('logs in with user and password from the address, a file or a variable', async () => {
  const seen: string[] = [];
  const url = await answering(200, seen);
  const inUrl = url.replace('//', `//ann:${encodeURIComponent(SECRET)}@`);
  expect((await outputOf(['push', run, '--gateway', inUrl])).code).toBe(0);
  expect((await outputOf(['push', run, '--gateway', url, '--credentials-file', credentialsFile])).code).toBe(
    0,
  );
  const environment = { PERF_EXPORTER_CREDENTIALS: `ann:${SECRET}` };
  expect((await outputOf(['push', run, '--remote-write', url], environment)).code).toBe(0);
  expect(seen).toEqual(Array(3).fill(`Basic ${SPELLINGS[2]}`));
});

it('wants one login for a receiver', async () => {
  const { code, text } = await outputOf([
    'push',
    run,
    '--gateway',
    'http://a:bcde@h',
    '--token-file',
    secretFile,
  ]);
  expect(code).toBe(2);
  expect(text).toContain('--gateway: expected one login, found several');
});

it.skipIf(process.platform !== 'linux')(
  'hides the password of an address in the list of processes',
  async () => {
    const url = `http://ann:${encodeURIComponent(SECRET)}@127.0.0.1:1`;
    const pushing = startProgram(process.execPath, [COMMAND, 'push', run, '--gateway', url]);
    const { pid } = pushing.process;
    try {
      const listed = await eventually(
        async () => {
          const line = execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
          return line.includes('***') ? line : null;
        },
        { withinMs: 60_000, what: 'the title' },
      );
      expectNoSecret(listed);
      expect(listed).toContain('--gateway http://***@127.0.0.1:1');
    } finally {
      await pushing.stop('SIGINT');
      expectNoSecret(pushing.output());
    }
  },
);

it('serve shows its token nowhere: not in its output, its metrics, its refusals, nor a file', async () => {
  const { url, program } = await startServing('--runs', folder, '--token-file', secretFile);
  try {
    const authorization = { Authorization: `Bearer ${SECRET}` };
    const answers = await Promise.all([
      fetch(url, { headers: authorization }).then((response) => response.text()),
      fetch(`${url}/${SPELLINGS[1]}?token=${SPELLINGS[1]}`, { headers: authorization }).then((one) =>
        one.text(),
      ),
      fetch(url, { headers: { Authorization: `Basic ${SPELLINGS[2]}` } }).then((response) => response.text()),
      fetch(url, { method: 'POST', headers: authorization }).then((response) => response.text()),
    ]);
    expect(answers[0]).toContain('benchmark_name="parse"');
    for (const text of answers) expectNoSecret(text);
  } finally {
    await program.stop();
  }
  expectNoSecret(program.output());
  for (const name of await readdir(folder)) {
    if (!['token', 'credentials'].includes(name)) expectNoSecret(await readFile(join(folder, name), 'utf8'));
  }
});

it('shows nothing of a private key that does not fit', async () => {
  const key = join(folder, 'key.pem');
  await writeFile(key, `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`);
  const { code, text } = await outputOf(['serve', '--runs', folder, '--tls-cert', key, '--tls-key', key]);
  await rm(key);
  expect(code).toBe(2);
  expectNoSecret(text);
});
