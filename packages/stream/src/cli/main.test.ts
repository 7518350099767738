import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roundStarted, runFinished, runStarted, samples } from '@perf-suite/testing/sample-events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LiveStream, startLiveStream } from '../server/start-live-stream.js';
import { ended, start } from './testing/run-command.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-stream-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function publishRun(stream: LiveStream): void {
  stream.publish(runStarted(2));
  for (let index = 0; index < 40; index++) {
    stream.publish(samples(index % 2, index * 5, [1.5, 2.5, 3.5, 4.5, index + 0.25]));
    if (index % 10 === 0) stream.publish(roundStarted(index));
  }
  stream.publish({
    type: 'warning',
    t: 1_500,
    benchmark: 1,
    warning: { code: 'drift', message: 'It drifts.', hint: 'Close the browser.' },
  });
  stream.publish(runFinished());
}

/** A run that is over, kept for as long as the commands under test need it. */
async function withRun(work: (url: string) => Promise<void>, watcherCount = 1): Promise<void> {
  // Its end waits as long as those who are on their way need.
  const stream = await startLiveStream({ port: 0, limits: { lingerMs: 60_000 } });
  publishRun(stream);
  const working = work(stream.url);
  while (stream.watcherCount < watcherCount) await new Promise((resolve) => setTimeout(resolve, 5));
  await stream.finish();
  await working;
}

describe('perf-stream', () => {
  it('answers --help with examples for each command', async () => {
    for (const command of [[], ['watch'], ['record'], ['replay'], ['relay'], ['grafana']]) {
      const { io, code } = await ended(...command, '--help');
      expect(code).toBe(0);
      expect(io.stdout).toContain('Examples:');
    }
  });

  it.each([
    [['fly'], 'unknown command'],
    [['watch'], "missing required argument 'url'"],
    [['watch', 'example.org'], 'expected the address of a stream'],
    [['watch', 'ws://127.0.0.1:1/live', '--from', 'middle'], '--from: expected start, now, found "middle"'],
    [['watch', 'ws://127.0.0.1:1/live', '--give-up-after', 'soon'], '--give-up-after: expected a duration'],
    [['replay', 'nothing.jsonl'], 'expected a recording at nothing.jsonl, found nothing'],
    [['replay', 'x', '--speed', '0'], '--speed: expected a number above 0'],
    [['relay'], 'expected the address of a stream, or --via'],
    [['relay', 'ws://x/live', '--port', '99999'], '--port: expected a whole number from 0 to 65535'],
    [['relay', 'ws://x/live', '--token', 'short'], '--token: expected at least 16'],
    [['relay', 'ws://x/live', '--tls-cert', 'c.pem'], 'expected --tls-cert and --tls-key together'],
    [['relay', '--via', 'ftp://x/y'], '--via: expected nats://'],
  ])('exits with 2 and says what is wrong: %o', async (args, message) => {
    const { io, code } = await ended(...args);
    expect(code).toBe(2);
    expect(io.stderr).toContain(message);
    expect(io.stdout).toBe('');
  });
});

describe('perf-stream watch', () => {
  it('prints a line for each event that matters, where there is no terminal', async () => {
    await withRun(async (url) => {
      const { io, code } = await ended('watch', url);
      expect(code).toBe(0);
      expect(io.stdout).toContain('run r1 started: 2 benchmarks, up to 8 rounds');
      expect(io.stdout).toContain('1.5 s  warning: group > b1: It drifts. Close the browser.');
      expect(io.stdout).toContain('run finished after 1 min 00 s: 200 samples streamed; exit code 0');
    });
  });

  it('passes every message through with --format json', async () => {
    await withRun(async (url) => {
      const { io, code } = await ended('watch', url, '--format', 'json');
      expect(code).toBe(0);
      const samplesOf = io.messages.flatMap(({ ns }) => (Array.isArray(ns) ? ns : []));
      expect(samplesOf.length).toBe(200);
      expect(io.messages[0]?.type).toBe('snapshot');
      expect(io.messages.at(-1)?.type).toBe('run-finished');
    });
  });

  it('takes the address of the page as well', async () => {
    await withRun(async (url) => {
      const page = url.replace('ws:', 'http:').replace('/live', '/');
      expect((await ended('watch', page, '--quiet')).code).toBe(0);
    });
  });

  it('exits with 130 when it is interrupted', async () => {
    const stream = await startLiveStream({ port: 0 });
    stream.publish(runStarted(1));
    const { io, code } = start('watch', stream.url);
    await io.untilOut(/started/);
    io.interrupt();
    expect(await code).toBe(130);
    await stream.finish();
  });

  it('exits with 2 and says what to check when it is refused', async () => {
    const stream = await startLiveStream({ port: 0 });
    const { io, code } = await ended('watch', `ws://127.0.0.1:${stream.port}/live?token=no`);
    expect(code).toBe(2);
    expect(io.stderr).toContain('401');
    expect(io.stderr).toContain('including its token');
    await stream.finish();
  });
});

describe('perf-stream record and replay', () => {
  it.each(['run.live.jsonl', 'run.live.jsonl.gz'])('give the same stream again: %s', async (name) => {
    const path = join(folder, name);
    let direct = '';
    await withRun(async (url) => {
      const [watched, recorded] = await Promise.all([
        ended('watch', url, '--format', 'json'),
        ended('record', url, path),
      ]);
      direct = watched.io.stdout;
      expect([watched.code, recorded.code]).toEqual([0, 0]);
      expect(recorded.io.stderr).toContain(`written to ${path}`);
    }, 2);
    const replaying = start('replay', path, '--port', '0', '--speed', '1000', '--keep', '0s');
    const replayed = await ended('watch', await replaying.io.untilOut(/ws:\S+/), '--format', 'json');
    expect(await replaying.code).toBe(0);
    expect(replayed.io.stdout).toBe(direct);
  });

  it('keeps the pace of the recording, times the speed', async () => {
    const path = join(folder, 'slow.jsonl');
    const line = (atMs: number, round: number): string =>
      JSON.stringify({ atMs, message: { ch: 'run', seq: round, ...roundStarted(round) } });
    const header = '{"kind":"live-recording","schemaVersion":1,"createdAt":"2026-01-01T00:00:00.000Z"}';
    await writeFile(path, `${[header, line(0, 1), line(2_000, 2)].join('\n')}\n`);
    const startMs = performance.now();
    const { code } = await ended('replay', path, '--port', '0', '--speed', '4', '--no-wait', '--keep', '0s');
    expect(code).toBe(0);
    // 2 s at four times the speed; a timer may be early by a fraction of a millisecond.
    expect(performance.now() - startMs).toBeGreaterThan(499);
  });

  it('does not replace a recording unless it is told to', async () => {
    const path = join(folder, 'a.jsonl');
    await writeFile(path, 'precious');
    const { io, code } = await ended('record', 'ws://127.0.0.1:1/live', path);
    expect(code).toBe(2);
    expect(io.stderr).toContain('--force');
    expect(await readFile(path, 'utf8')).toBe('precious');
  });

  it.each(['none.jsonl', 'none.jsonl.gz'])('leaves no file where nothing came: %s', async (name) => {
    const path = join(folder, name);
    const stream = await startLiveStream({ port: 0, limits: { lingerMs: 60_000 } });
    publishRun(stream);
    const wrong = await ended('record', `ws://127.0.0.1:${stream.port}/live?token=no`, path);
    expect(wrong.code).toBe(2);
    expect(wrong.io.stderr).toContain(`nothing is written to ${path}`);
    const corrected = start('record', stream.url, path);
    while (stream.watcherCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await stream.finish();
    expect(await corrected.code).toBe(0);
    expect(await readdir(folder)).toEqual([name]);
  });

  it.skipIf(!existsSync('/dev/full'))('ends at once when the disk is full, and says so', async () => {
    const stream = await startLiveStream({ port: 0 });
    publishRun(stream);
    const { io, code } = await ended('record', stream.url, '/dev/full', '--force');
    expect(code).toBe(2);
    expect(io.stderr).toContain('expected to write /dev/full, found: ENOSPC');
    await stream.finish();
  });

  it('keeps what it has when it is interrupted', async () => {
    const path = join(folder, 'part.jsonl');
    const stream = await startLiveStream({ port: 0 });
    stream.publish(runStarted(1));
    const { io, code } = start('record', stream.url, path);
    const written = (): Promise<string> => readFile(path, 'utf8').catch(() => '');
    while (!(await written()).includes('run-started')) await new Promise((resolve) => setTimeout(resolve, 5));
    io.interrupt();
    expect(await code).toBe(0);
    expect(io.stderr).toContain(`2 messages written to ${path}`);
    expect((await written()).trimEnd().split('\n').length).toBe(3);
    await stream.finish();
  });

  it.each([
    ['{"kind":"run"}\n', 'line 1: expected a recording of a live stream, found "run"'],
    ['', 'expected a recording of a live stream, found an empty file'],
    ['{"kind":"live-recording","schemaVersion":9}\n', 'at /schemaVersion expected 1 or lower, found 9'],
    [
      '{"kind":"live-recording","schemaVersion":1,"createdAt":""}\n{"atMs":-1,"message":{}}\n',
      'line 2: at /atMs expected',
    ],
    ['{"kind":"live-recording","schemaVersion":1,"createdAt":""}\n{"atMs":1,"mess', 'line 2: expected JSON'],
  ])('says where a file is no recording: %o', async (text, message) => {
    const path = join(folder, 'bad.jsonl');
    await writeFile(path, text);
    const { io, code } = await ended('replay', path, '--port', '0', '--no-wait', '--keep', '0s');
    expect(code).toBe(2);
    expect(io.stderr).toContain(message);
  });
});
