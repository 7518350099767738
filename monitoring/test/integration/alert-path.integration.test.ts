import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { eventually, findProgram } from '@perf-suite/testing/real-server';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { type Judged, reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlertPath, startAlertPath } from './alert-path.js';

const programs = [
  findProgram('prometheus', 'prometheus'),
  findProgram('prometheus-alertmanager', 'prometheus-alertmanager'),
];

/**
 * Longest wait for what comes in under a minute and a half when nothing else runs. How long the configuration
 * lets a critical regression wait is asserted beside its goal in alert-delay.test.ts.
 */
const BUSY_MS = 300_000;

const ROOT = new URL('../../../', import.meta.url);

let path: AlertPath;
let number = 0;

/** Writes a run that just ended, and its report, as perf-suite and perf-guard do. */
async function finishRun(judged: Record<string, Judged>, environment = 'ci'): Promise<number> {
  number++;
  const run = singleRun({
    id: `run-${number}`,
    startedAt: new Date(Date.now() - 1_000).toISOString(),
    durationMs: 1_000,
    git: { commit: `abcdef${number}`, branch: 'main', dirty: false },
    environment: sampleEnvironment({ name: environment, ci: 'github' }),
    benchmarks: Object.fromEntries(Object.keys(judged).map((id) => [id, [[1_000, 1_100], [1_050]]])),
  });
  const endedMs = Date.now();
  await writeRunFile(join(path.runs, `${number}.run.json`), run);
  await writeReportFile(join(path.runs, `${number}.report.json`), reportOf(run, judged));
  return endedMs;
}

function messagesAbout(benchmark: string, status: RegExp = /./s) {
  return path.messages.filter(
    ({ channel, body }) => channel !== 'watchdog' && body.includes(benchmark) && status.test(body),
  );
}

const slow = (severity: 'warning' | 'critical') =>
  ({ verdict: 'regressed', severity, speedup: 0.8 }) as const;
const fine = { verdict: 'unchanged', speedup: 1 } as const;

describe.skipIf(programs.includes(null))(
  'the alert path with real servers',
  () => {
    beforeAll(async () => {
      path = await startAlertPath();
    }, BUSY_MS);
    afterAll(async () => {
      await path.stop();
    });

    it('sends nothing about a run without regression', async () => {
      await finishRun({ steady: fine });
      await eventually(
        async () => {
          const answer = await fetch(`${path.prometheusUrl}/api/v1/query?query=benchmark_verdict`);
          return (await answer.text()).includes('steady') ? true : null;
        },
        { withinMs: BUSY_MS, what: 'the run to be scraped' },
      );
      // Longer than a critical alert takes to arrive.
      await sleep(30_000);
      expect(messagesAbout('steady')).toEqual([]);
    });

    it('reports a slowdown that perf-suite measured and perf-guard judged', async () => {
      const project = await mkdtemp(join(tmpdir(), 'perf-slowdown-'));
      await mkdir(join(project, 'node_modules'));
      await symlink(
        fileURLToPath(new URL('packages/perf-suite', ROOT)),
        join(project, 'node_modules/perf-suite'),
      );
      await writeFile(
        join(project, 'work.bench.mjs'),
        "import { suite } from 'perf-suite';\nimport { work } from './work.mjs';\nexport default suite(({ bench }) => { bench('work', work); });\n",
      );
      const workOf = (size: number) =>
        writeFile(
          join(project, 'work.mjs'),
          `export const work = () => { let sum = 0; for (let i = 0; i < ${size}; i++) sum = (sum * 31 + i) | 0; return sum; };\n`,
        );
      const tool = (name: string, ...args: string[]) =>
        spawnSync(
          process.execPath,
          [fileURLToPath(new URL(`packages/${name}/bin/${name}.js`, ROOT)), ...args],
          {
            cwd: project,
            encoding: 'utf8',
          },
        );
      const measure = (out: string) =>
        tool(
          'perf-suite',
          'run',
          'work.bench.mjs',
          '--rounds',
          '5',
          '--time',
          '20ms',
          '--env',
          'measured',
          '--out',
          out,
        );
      const [before, after] = [join(path.runs, 'before.run.json'), join(path.runs, 'after.run.json')];
      // Alerts are about the default branch.
      const git = (...args: string[]) => spawnSync('git', args, { cwd: project });
      git('init', '--initial-branch=main');
      git('config', 'user.name', 'Test');
      git('config', 'user.email', 'test@example.com');
      await workOf(2_000);
      git('add', '.');
      git('commit', '--message=first');
      expect(measure(before).status).toBe(0);
      await workOf(20_000);
      expect(measure(after).status).toBe(0);
      const endedMs = Date.now();
      const report = join(path.runs, 'after.report.json');
      const judged = tool(
        'perf-guard',
        'check',
        after,
        '--baseline',
        before,
        '--format',
        'json',
        '--out',
        report,
      );
      expect(judged.status).toBe(1);
      const message = await eventually(
        async () => messagesAbout('work.bench.mjs#work').find(({ channel }) => channel === 'slack') ?? null,
        { withinMs: BUSY_MS, what: 'the message' },
      );
      console.info(
        `measured slowdown to message: ${((message.atMs - endedMs) / 1_000).toFixed(1)} s after the run's end`,
      );
      expect(message.body).toContain('work.bench.mjs#work got slower on measured: p50 +');
      await rm(project, { recursive: true, force: true });
    });

    it('reports a critical regression to every channel, and prints how long after the run’s end', async () => {
      const endedMs = await finishRun({ 'parse large': slow('critical') });
      const channels = ['slack', 'pagerduty', 'email'];
      const arrived = await eventually(
        async () => {
          const found = messagesAbout('parse large');
          return channels.every((channel) => found.some((message) => message.channel === channel))
            ? found
            : null;
        },
        { withinMs: BUSY_MS, what: 'the messages' },
      );
      const seconds = Math.max(...arrived.map(({ atMs }) => atMs - endedMs)) / 1_000;
      console.info(
        `regression to the last of ${channels.join(', ')}: ${seconds.toFixed(1)} s after the run's end (goal: 60 s)`,
      );
      const slack = JSON.parse(arrived.find(({ channel }) => channel === 'slack')?.body ?? '{}');
      const [attachment] = (slack as { attachments: { title: string; text: string; title_link: string }[] })
        .attachments;
      expect(attachment?.title).toBe('[CRITICAL] parse large got slower on ci: p50 +25.0 %, p95 +25.0 %');
      expect(attachment?.text).toContain(
        'Size: p50 +25.0 % (+23.8 to +26.3 %), p95 +25.0 % (+23.8 to +26.3 %) against main@0000000',
      );
      expect(attachment?.text).toContain('Branch: main\nCommit: abcdef');
      expect(attachment?.text).toContain('Machine: ci');
      expect(attachment?.text).toContain('docs/monitoring/runbooks/PerformanceRegression.md');
      expect(attachment?.title_link).toContain('/d/perf-benchmark?orgId=1&var-');
      expect(arrived.find(({ channel }) => channel === 'email')?.body).toContain(
        'Subject: [CRITICAL] parse large got slower on ci',
      );
    });

    it('sends a warning although the same benchmark is critical on another machine', async () => {
      await finishRun({ 'parse large': slow('warning') }, 'laptop');
      // For the next test: both wait for their groups at once.
      await finishRun({ 'print small': slow('warning') }, 'tablet');
      await eventually(
        async () => {
          const found = messagesAbout('parse large got slower on laptop').map(({ channel }) => channel);
          return found.includes('slack') && found.includes('discord') ? found : null;
        },
        { withinMs: BUSY_MS, what: 'the warning' },
      );
      expect(messagesAbout('parse large got slower on laptop').map(({ channel }) => channel)).not.toContain(
        'pagerduty',
      );
    });

    it('keeps an open regression open through an outage, and through runs without evidence', async () => {
      const before = messagesAbout('parse large', /RESOLVED/).length;
      await path.programs.exporter.stop();
      await eventually(async () => messagesAbout('does not answer')[0] ?? null, {
        withinMs: BUSY_MS,
        what: 'the message about the exporter',
      });
      await finishRun({ 'parse large': { verdict: 'inconclusive' } });
      await path.restart('exporter');
      await eventually(async () => messagesAbout('does not answer', /RESOLVED/)[0] ?? null, {
        withinMs: BUSY_MS,
        what: 'the exporter to be back',
      });
      expect(messagesAbout('parse large', /RESOLVED/)).toHaveLength(before);
    });

    it('sends a warning to its own channels', async () => {
      await finishRun({ 'print small': slow('warning') }, 'tablet');
      await eventually(
        async () => {
          const found = messagesAbout('print small').map(({ channel }) => channel);
          return found.includes('slack') && found.includes('discord') ? found : null;
        },
        { withinMs: BUSY_MS, what: 'the warning' },
      );
      expect(messagesAbout('print small').map(({ channel }) => channel)).not.toContain('pagerduty');
    });

    it('says so when a regression is over', async () => {
      await finishRun({ 'parse large': fine });
      const resolved = await eventually(
        async () =>
          messagesAbout('parse large', /RESOLVED/).find(({ channel }) => channel === 'slack') ?? null,
        { withinMs: BUSY_MS, what: 'the all-clear' },
      );
      expect(resolved.body).toContain('[RESOLVED] parse large got slower on ci');
    });

    it('hears the watchdog', () => {
      expect(
        path.messages.some(({ channel, body }) => channel === 'watchdog' && body.includes('Watchdog')),
      ).toBe(true);
    });
  },
  2 * BUSY_MS,
);
