import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventually, findProgram, type RunningProgram, startProgram } from '@perf-suite/testing/real-server';
import { afterEach, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const programs = ['', '-alertmanager', '-pushgateway', '-node-exporter'].map((name) =>
  findProgram(`prometheus${name}`, `prometheus${name}`),
);

let demo: RunningProgram | null = null;
afterEach(async () => {
  await demo?.stop();
});

function startDemo(...args: string[]): RunningProgram {
  demo = startProgram(process.execPath, [`${ROOT}examples/service/demo/main.js`, '--any-port', ...args], {
    // Short rounds: here it is only to be seen that each part says what it should.
    env: { PERF_SUITE_WARMUP: '100ms' },
  });
  return demo;
}

function linkOf(output: string, name: string): string {
  return new RegExp(`^ +${name} +(http\\S+)`, 'm').exec(output)?.[1] ?? '';
}

/** Processes whose command line names the folder of a demo. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(folder) ? [line] : [];
      } catch {
        return [];
      }
    });
}

describe.skipIf(programs.includes(null))('the demo of the service', () => {
  it('shows an endpoint that got slower in verdict, trace, dashboard and alert', {
    timeout: 400_000,
  }, async () => {
    const { process: child, output } = startDemo(
      ...['--slow', '/api/works=500%', '--seconds', '10', '--rounds', '8', '--once'],
    );
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code, output()).toBe(0);
    expect(output()).toMatch(/^ {2}live page +http:\/\/127\.0\.0\.1:\d+\/\?token=/m);
    expect(output()).toMatch(/releases > works: Slower: p50 takes [\d.,]+ % longer/);
    // A neighbour that got slower beside it is in the same message.
    expect(output()).toMatch(/message +\[slack\] \[CRITICAL\] .*api\.bench\.js#releases > works/);
    for (const what of ['verdict', 'trace', 'dashboard', 'alert']) {
      expect(output()).toMatch(new RegExp(`^ {2}✓ ${what} `, 'm'));
    }
  });

  it('prints links that answer, and ends everything at Ctrl-C', { timeout: 200_000 }, async () => {
    const started = startDemo('--keep');
    await eventually(async () => started.output().includes('Ctrl-C ends everything') || null, {
      withinMs: 120_000,
      what: 'the demo to be ready',
    });
    const links = ['service', 'live page', 'metrics', 'Prometheus', 'alerts', 'Alertmanager'].map((name) =>
      linkOf(started.output(), name),
    );
    for (const link of links) expect((await fetch(link)).status, link).toBe(200);
    await eventually(
      async () => {
        const metrics = await (await fetch(linkOf(started.output(), 'metrics'))).text();
        return /^http_requests_total\{.*route="\/api\/works".*\} [1-9]/m.test(metrics) || null;
      },
      { withinMs: 60_000, what: 'visitors' },
    );
    expect(await started.stop('SIGINT')).toBe(0);
    for (const link of links) await expect(fetch(link)).rejects.toThrow();
    const folder = /^Runs, data and logs: (.*)$/m.exec(started.output())?.[1] ?? '';
    expect(existsSync(`${folder}/runs/visitors.run.json`)).toBe(true);
    if (existsSync('/proc')) expect(processesOf(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
