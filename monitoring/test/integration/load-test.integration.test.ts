import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, findProgram, freePort, startProgram } from '@perf-suite/testing/real-server';
import { describe, expect, it, onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PROGRAMS = ['', '-alertmanager', '-pushgateway', '-node-exporter'].map((name) =>
  findProgram(`prometheus${name}`, `prometheus${name}`),
);

/** Runs a command of `monitoring/` to its end. */
async function ended(
  command: string,
  ...args: string[]
): Promise<{ exitCode: number | null; output: string }> {
  const program = startProgram(join(ROOT, 'monitoring', command), args);
  const exitCode = await new Promise<number | null>((resolve) => program.process.once('close', resolve));
  return { exitCode, output: program.output() };
}

function started(...args: Parameters<typeof startProgram>): ReturnType<typeof startProgram> {
  const program = startProgram(...args);
  onTestFinished(async () => {
    await program.stop();
  });
  return program;
}

async function startedService(): Promise<string> {
  const { output } = started(process.execPath, [join(ROOT, 'examples/service/server.js')], {
    env: { PORT: '0' },
  });
  return eventually(async () => /^http:\S+/m.exec(output())?.[0] ?? null, {
    withinMs: 60_000,
    what: 'the service',
  });
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-load-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe.skipIf(PROGRAMS.includes(null))('with Prometheus', () => {
  it('load is counted by the service and by Prometheus alike', { timeout: 240_000 }, async () => {
    const service = await startedService();
    const folder = temporaryFolder();
    const { output } = started(join(ROOT, 'monitoring/dev'), [
      ...['--any-port', '--json', '--service', `releases=${new URL(service).host}`],
      ...['--runs', join(folder, 'runs'), '--data', join(folder, 'data')],
    ]);
    const line = await eventually(async () => /^\{.*\}$/m.exec(output())?.[0] ?? null, {
      withinMs: 120_000,
      what: 'the stack',
    });
    const { prometheus } = JSON.parse(line) as { prometheus: string };
    await eventually(
      async () => {
        const answer = await fetch(
          `${prometheus}/api/v1/query?query=up%7Bjob%3D%22services%22%7D%20%3D%3D%201`,
        );
        return (await answer.text()).includes('"instance"') || null;
      },
      { withinMs: 60_000, what: 'Prometheus to read the service' },
    );
    const result = await ended('load-test', '10', '2', '--service', service, '--prometheus', prometheus);
    expect(result.exitCode, result.output).toBe(0);
    expect(result.output).toMatch(/✓ the service counted [\d,]+ requests, [\d,]+ were sent/);
    expect(result.output).toMatch(/✓ Prometheus counted [\d,]+ requests, [\d,]+ were sent/);
    expect(result.output).toMatch(/works +[\d,]+ +0 /);
  });
});

it('load that fails fails the test', { timeout: 120_000 }, async () => {
  const service = await startedService();
  const scenario = join(temporaryFolder(), 'failing.yaml');
  writeFileSync(scenario, 'requests: [{ name: broken, path: "/api/load/simulate?fail=1" }]\n');
  const { exitCode, output } = await ended(
    'load-test',
    ...['10', '1', '--service', service, '--scenario', scenario, '--prometheus', 'none'],
  );
  expect(exitCode, output).toBe(1);
  expect(output).toMatch(/✗ [\d,]+ requests, 0 good answers a second, 100 % failed: expected 1 % at most/);
  expect(output).toMatch(/✓ the service counted/);
});

it('says what is missing, and what to do', { timeout: 60_000 }, async () => {
  const address = `http://127.0.0.1:${await freePort()}`;
  const away = await ended('load-test', '10', '1', '--service', address);
  expect(away.exitCode).toBe(1);
  expect(away.output).toContain(`✗ the service at ${address}: nothing listens there`);
  expect(away.output).toContain('node examples/service/server.js');
  for (const [args, message] of [
    [['5'], 'SECONDS: expected a whole number from 10 to 3600, found 5'],
    [['60', 'many'], 'CONCURRENCY: expected a whole number from 1 to 1000, found many'],
    [['60', '10', '1'], 'expected SECONDS and CONCURRENCY, found 60 10 1'],
    [['--service', 'localhost'], '--service: expected an address'],
    [['--scenario', 'none.yaml'], 'none.yaml cannot be read (ENOENT)'],
    [['--fast'], '--fast'],
  ] as const) {
    const { exitCode, output } = await ended('load-test', ...args);
    expect(output).toContain(message);
    expect(exitCode).toBe(2);
  }
});

it('monitoring/up --check looks at settings, ports and disk, and starts nothing', {
  timeout: 60_000,
}, async () => {
  const { exitCode, output } = await ended('up', '--check');
  expect([0, 1]).toContain(exitCode);
  expect(output).toContain('✓ the generated files are those of monitoring/settings.yaml');
  expect(output).toMatch(/\d+(\.\d+)? GB free/);
  for (const name of ['exporter', 'Prometheus', 'Alertmanager', 'Pushgateway', 'Grafana'])
    expect(output).toContain(name);
  expect(output).toMatch(/^\d+ passed, \d+ failed$/m);
});
