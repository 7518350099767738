import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder, QUICK, readRun, start } from './run-command.js';

it('a watched run ends by itself, whoever is still connected', async () => {
  const out = join(newFolder(), 'a.run.json');
  const ports = ['--port', '0', '--metrics-port', '0'];
  const go = join(newFolder(), 'go');
  const { finished, said, child } = start(
    // Quiet: nobody could guess the links.
    [
      'run',
      'broken/waits.bench.js',
      ...QUICK,
      '--quiet',
      '--timeout',
      '5m',
      '--live',
      ...ports,
      '--out',
      out,
    ],
    { variables: { GO_FILE: go } },
  );
  let stderr = '';
  child.stderr?.on('data', (text: string) => {
    stderr += text;
  });
  await said('/metrics');
  const page = /http:\S+token=\S+/.exec(stderr)?.[0] ?? '';
  const metrics = /http:\S+\/metrics/.exec(stderr)?.[0] ?? '';
  // Connected, and silent for good.
  const stalled = connect(Number(new URL(page).port), '127.0.0.1').on('error', () => undefined);
  expect((await fetch(page)).status).toBe(200);
  expect(await (await fetch(metrics)).text()).toContain('benchmark_');
  writeFileSync(go, '');
  const end = await finished;
  stalled.destroy();
  expect(end.exitCode).toBe(0);
  expect(readRun(out, end).state).toBe('complete');
});

it('--live-keep serves on after the run until Ctrl-C', async () => {
  const out = join(newFolder(), 'a.run.json');
  const ports = ['--port', '0', '--metrics-port', '0'];
  const args = ['run', 'good.bench.js', ...QUICK, '--live', '--live-keep', '5m', ...ports, '--out', out];
  const { finished, said, child } = start(args);
  await said('still serving for 5 min 00 s; Ctrl-C ends it');
  child.kill('SIGINT');
  const { exitCode, stderr } = await finished;
  expect(exitCode).toBe(0);
  expect(stderr).not.toContain('Stopping');
});

it('wants a token for /metrics as for the stream where other machines can ask', async () => {
  const token = 'a-token-for-this-test';
  const out = join(newFolder(), 'a.run.json');
  const args = ['run', 'good.bench.js', ...QUICK, '--live', '--live-keep', '5m', '--host', '0.0.0.0'];
  const { finished, said, child } = start([...args, '--port', '0', '--metrics-port', '0', '--out', out], {
    variables: { PERF_STREAM_TOKEN: token },
  });
  const stderr = await said('still serving');
  const metrics = `http://127.0.0.1:${/:(\d+)\/metrics/.exec(stderr)?.[1]}/metrics`;
  expect((await fetch(metrics)).status).toBe(401);
  const shown = await fetch(metrics, { headers: { authorization: `Bearer ${token}` } });
  expect(await shown.text()).toContain('benchmark_');
  // Whoever set it knows it, and logs are read by others.
  expect(stderr).toContain('Authorization: Bearer ***');
  expect(stderr).not.toContain(token);
  expect(stderr).toContain('not encrypted');
  child.kill('SIGINT');
  const end = await finished;
  expect(end.exitCode).toBe(0);
  expect(end.stderr).not.toContain(token);
  expect(JSON.stringify(readRun(out, end))).not.toContain(token);
});

it('prints the public address of a proxy, and admits it', async () => {
  const host = Object.values(networkInterfaces())
    .flat()
    .some((one) => one?.address === '::1')
    ? '[::1]'
    : '127.0.0.1';
  const ports = ['--host', host, '--port', '0', '--metrics-port', '0'];
  const args = ['run', 'good.bench.js', ...QUICK, '--live', '--live-keep', '5m', ...ports];
  const { finished, said, child } = start([
    ...args,
    ...['--public-url', 'https://perf.example.org/base', '--out', join(newFolder(), 'a.run.json')],
  ]);
  const stderr = await said('still serving');
  expect(stderr).toContain('https://perf.example.org/base/?token=');
  expect(stderr).toContain('wss://perf.example.org/base/live?token=');
  expect(stderr).toContain(`http://${host}:`);
  child.kill('SIGINT');
  expect((await finished).exitCode).toBe(0);
});

it('refuses a certificate that cannot be read before anything is measured', async () => {
  const { exitCode, stderr } = await start(['run', '--live', '--tls-cert', 'no.pem', '--tls-key', 'no.key'])
    .finished;
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringContaining('--tls-cert: no.pem cannot be read'),
  });
});
