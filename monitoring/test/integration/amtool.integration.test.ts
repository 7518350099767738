import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '@perf-suite/testing/real-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertmanagerConfig } from '../../src/alertmanager/alertmanager-config.js';
import { loopbackDelivery } from '../../src/alertmanager/receivers.js';

const amtool = findProgram('amtool', 'prometheus-alertmanager') ?? '';
const TEMPLATES = fileURLToPath(new URL('../../alertmanager/templates/', import.meta.url));

let folder = '';
let file = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-amtool-'));
  file = join(folder, 'alertmanager.yml');
  await cp(TEMPLATES, join(folder, 'templates'), { recursive: true });
  const delivery = loopbackDelivery({ http: 'http://127.0.0.1:1', smtp: '127.0.0.1:2' });
  await writeFile(
    file,
    alertmanagerConfig({
      delivery,
      teams: [{ name: 'core', benchmarks: 'packages/core/.*', other_branches_channel: '#core-branches' }],
      topics: [{ name: 'data', about: ['database'], webhooks: ['slack', 'discord'] }],
      escalation: { after: '30m', severities: ['critical', 'warning'], webhooks: ['slack', 'discord'] },
      inhibitions: [{ cause: 'ServiceDown', consequences: ['ServiceHttpErrors'], same: ['service'] }],
    }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(amtool === '')('amtool', () => {
  it('accepts the configuration and its templates', () => {
    const checked = execFileSync(amtool, ['check-config', file], { encoding: 'utf8', stdio: 'pipe' });
    expect(checked).toContain('SUCCESS');
    expect(checked).toContain('1 templates');
  });

  it.each([
    ['critical', ['severity=critical', 'alertname=PerformanceRegression']],
    ['warning', ['severity=warning', 'alertname=PipelineFailing']],
    ['info', ['severity=info', 'alertname=BenchmarkNoisy']],
    ['info', ['alertname=SomethingElse']],
    ['other-branches', ['severity=info', 'alertname=BranchRegression', 'branch=feature/x']],
    ['other-branches', ['severity=critical', 'alertname=PerformanceRegression', 'branch=feature/x']],
    ['team-core-branches', ['branch=feature/x', 'benchmark_name=packages/core/a.bench.ts#parse']],
    ['critical', ['severity=critical', 'alertname=PerformanceRegression', 'branch=main']],
    ['event', ['severity=info', 'alertname=RegressionInBaseline', 'branch=main']],
    ['watchdog', ['severity=info', 'alertname=Watchdog']],
    ['escalation,critical', ['severity=critical', 'alertname=ServiceHttpErrors', 'service=releases']],
    ['escalation,critical-data', ['severity=critical', 'alertname=ServiceDatabaseSlow', 'service=releases']],
    ['escalation,warning-data', ['severity=warning', 'alertname=ServiceDatabaseSlow', 'service=releases']],
    ['info', ['severity=info', 'alertname=ServiceHttpSlow', 'service=releases']],
    ['team-core,critical', ['severity=critical', 'benchmark_name=packages/core/a.bench.ts#parse']],
    ['critical', ['severity=critical', 'benchmark_name=packages/other/a.bench.ts#parse']],
  ])('routes to %s: %s', (receivers, labels) => {
    const args = [
      'config',
      'routes',
      'test',
      `--config.file=${file}`,
      `--verify.receivers=${receivers}`,
      ...labels,
    ];
    expect(execFileSync(amtool, args, { encoding: 'utf8', stdio: 'pipe' })).toContain(receivers);
  });
});
