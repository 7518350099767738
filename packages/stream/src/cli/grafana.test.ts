import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { measured, roundStarted, runFinished, runStarted, samples } from '@perf-suite/testing/sample-events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bodyOf, linesOf } from '../grafana/line-protocol.js';
import { startLiveStream } from '../server/start-live-stream.js';
import { WatchedRun } from '../watch/watched-run.js';
import { main } from './main.js';
import { RecordedIo } from './testing/recorded-io.js';

/** As Grafana documents it: measurement, tags, fields, and a time in nanoseconds. */
const KEY = '[a-z0-9_]+';
const TAG = String.raw`(?:\\[,= ]|[^,= \\\n])+`;
const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?`;
const LINE = new RegExp(`^(${KEY})((?:,${KEY}=${TAG})*) (${KEY}=${NUMBER}(?:,${KEY}=${NUMBER})*) (\\d{19})$`);

interface Pushed {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly lines: readonly string[];
}

/** A server that takes what Grafana's documentation says that it takes, and nothing else. */
async function startGrafana(
  token: string,
): Promise<{ url: string; pushed: Pushed[]; refuse(status: number): void }> {
  const pushed: Pushed[] = [];
  let refusals: number[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      const { authorization } = request.headers;
      const refusal = refusals.shift();
      const lines = body.split('\n');
      const isWhole = lines.pop() === '' && lines.every((line) => LINE.test(line));
      if (refusal !== undefined) response.writeHead(refusal).end(`no, ${authorization}`);
      else if (request.method !== 'POST' || !/^\/base\/api\/live\/push\/[\w-]+$/.test(request.url ?? ''))
        response.writeHead(404).end();
      else if (authorization !== `Bearer ${token}`) response.writeHead(401).end(`no, ${authorization}`);
      else if (!isWhole) response.writeHead(500).end('error parsing metrics');
      else {
        pushed.push({ path: request.url ?? '', authorization, lines });
        response.writeHead(200).end();
      }
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/base`,
    pushed,
    refuse: (status) => {
      refusals = [status];
    },
  };
}

const TOKEN = 'glsa_a-token-of-a-service-account';

async function startRun() {
  const stream = await startLiveStream({ port: 0, limits: { lingerMs: 60_000 } });
  onTestFinished(() => stream.finish());
  stream.publish(runStarted(['a.bench.ts#group > parse, a=b', 'a.bench.ts#print']));
  stream.publish(roundStarted(0));
  return stream;
}

const push = (stream: { url: string }, url: string, token = TOKEN) => {
  const io = new RecordedIo({ PERF_GRAFANA_TOKEN: token });
  const args = ['grafana', stream.url, '--grafana', url, '--stream', 'bench-1', '--interval', '20ms'];
  return { io, code: main(args, io) };
};

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 3_000 && !holds(); attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(holds()).toBe(true);
}

describe('perf-stream grafana', () => {
  it('pushes what changed, to the end of the run', async () => {
    const grafana = await startGrafana(TOKEN);
    const stream = await startRun();
    const { io, code } = push(stream, grafana.url);
    await until(() => grafana.pushed.length > 0);
    const all = () => grafana.pushed.flatMap(({ lines }) => lines);
    const first = all();
    expect(
      first.filter((line) => line.startsWith('perf_run,run=r1,environment=local,branch=main ')),
    ).toHaveLength(1);
    expect(
      first.some((line) => line.startsWith('perf_benchmark,benchmark=group\\ >\\ parse\\,\\ a\\=b,run=r1,')),
    ).toBe(true);
    stream.publish(samples(0, 0, [1, 2, 3]));
    stream.publish(measured(2_000));
    await until(() => all().some((line) => line.includes('p50_seconds=0.000002')));
    // Nothing of `print` has changed since.
    expect(all().filter((line) => line.includes('benchmark=print'))).toHaveLength(1);
    stream.publish(runFinished());
    await stream.finish();
    expect(await code).toBe(0);
    expect(new Set(grafana.pushed.map(({ path }) => path))).toEqual(new Set(['/base/api/live/push/bench-1']));
    expect(io.stderr).toContain('stream/bench-1/perf_run');
  });

  it('goes on after a Grafana that was busy, and says so once', async () => {
    const grafana = await startGrafana(TOKEN);
    grafana.refuse(503);
    const stream = await startRun();
    const { io, code } = push(stream, grafana.url);
    await until(() => grafana.pushed.length > 0);
    io.interrupt();
    expect(await code).toBe(130);
    expect(io.stderr.match(/HTTP 503/g)).toHaveLength(1);
    expect(io.stderr).not.toContain(TOKEN);
  });

  it('ends where Grafana refuses the token, without printing it', async () => {
    const grafana = await startGrafana(TOKEN);
    const { io, code } = push(await startRun(), grafana.url, 'another-token-of-nobody');
    expect(await code).toBe(2);
    expect(io.stderr).toContain('HTTP 401');
    expect(io.stderr).toContain('live:push');
    expect(io.stderr).not.toContain('another-token');
  });

  it.each([
    [['--stream', 'a/b'], '--stream: expected letters'],
    [['--stream', 'b', '--grafana', 'ftp://grafana'], '--grafana: expected an http or https address'],
    [['--stream', 'b', '--token-file', '/does/not/exist'], '/does/not/exist'],
  ])('refuses %o', async (args, message) => {
    const io = new RecordedIo();
    expect(
      await main(['grafana', 'ws://127.0.0.1:1/live', '--grafana', 'http://127.0.0.1:1', ...args], io),
    ).toBe(2);
    expect(io.stderr).toContain(message);
  });
});

describe('linesOf', () => {
  it('says nothing before the run has started', () => {
    expect(linesOf(new WatchedRun())).toEqual([]);
  });

  it('writes what names may hold so that it stays one line of the protocol', () => {
    const run = new WatchedRun();
    const odd = [
      'a.bench.ts#back\\slash\\',
      'a.bench.ts#new\nline',
      'a.bench.ts#=,= ',
      `a.bench.ts#${'x'.repeat(500)}`,
    ];
    run.apply(runStarted(odd));
    const lines = bodyOf(linesOf(run)).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(1 + odd.length);
    for (const line of lines) expect(line).toMatch(LINE);
  });
});
