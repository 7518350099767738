import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '@perf-suite/testing/real-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { benchmarkAlerts } from '../../src/prometheus/benchmark-alerts.js';
import { alertRules } from '../../src/prometheus/rule-files.js';

const promtool = findProgram('promtool', 'prometheus') ?? '';
const amtool = findProgram('amtool', 'prometheus-alertmanager') ?? '';
const TEMPLATES = fileURLToPath(new URL('../../alertmanager/templates/*.tmpl', import.meta.url));

const LINKS = {
  grafana: 'https://grafana.example',
  runbooks: 'https://wiki.example/runbooks',
  report: 'https://ci.example/reports/{run}.html',
};
const ANNOTATIONS = {
  summary: 'parse failed',
  description:
    'It threw, timed out, crashed or ran out of memory in the latest run.\nBenchmark: parse\nBranch: main\nCommit: abcdef\nMachine: ci',
  runbook_url: 'https://wiki.example/runbooks/BenchmarkFailed.md',
  dashboard_url: 'https://grafana.example/d/perf-ci?orgId=1&var-environment=ci&var-branch=main',
  report_url: 'https://ci.example/reports/run-42.html',
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-links-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(promtool === '')('the links that settings name', () => {
  it('are in an alert, with the report of the environment’s latest run', async () => {
    const alerts = benchmarkAlerts.alerts.filter(({ name }) => name === 'BenchmarkFailed');
    await writeFile(join(folder, 'rules.yml'), alertRules({ name: 'benchmarks', alerts }, LINKS));
    const labels = { benchmark_name: 'parse', environment: 'ci', branch: 'main' };
    const test = {
      rule_files: ['rules.yml'],
      tests: [
        {
          interval: '15s',
          input_series: [
            {
              series: 'benchmark_failed{benchmark_name="parse",environment="ci",branch="main"}',
              values: '1x20',
            },
            {
              series: 'benchmark_run_info{environment="ci",branch="main",run="run-42",commit_hash="abcdef"}',
              values: '1x20',
            },
            { series: 'benchmark_run_info{environment="ci",branch="x",run="run-8"}', values: '1x20' },
            { series: 'benchmark_run_info{environment="other",run="run-7"}', values: '1x20' },
          ],
          alert_rule_test: [
            {
              eval_time: '3m',
              alertname: 'BenchmarkFailed',
              exp_alerts: [{ exp_labels: { ...labels, severity: 'warning' }, exp_annotations: ANNOTATIONS }],
            },
          ],
        },
      ],
    };
    await writeFile(join(folder, 'test.yml'), stringify(test));
    const tested = execFileSync(promtool, ['test', 'rules', 'test.yml'], { cwd: folder, encoding: 'utf8' });
    expect(tested).toContain('SUCCESS');
  });
});

describe.skipIf(amtool === '')('a message', () => {
  async function render(template: string, annotations: Partial<typeof ANNOTATIONS>): Promise<string> {
    const startsAt = '2026-03-01T10:00:00Z';
    const alert = {
      status: 'firing',
      labels: { severity: 'warning' },
      annotations,
      startsAt,
      endsAt: startsAt,
    };
    const data = { receiver: 'r', status: 'firing', alerts: [alert], commonLabels: alert.labels };
    await writeFile(join(folder, 'data.json'), JSON.stringify(data));
    const text = `{{ template "${template}" . }}`;
    const args = ['--template.glob', TEMPLATES, '--template.text', text];
    return execFileSync(
      amtool,
      ['template', 'render', ...args, '--template.data', join(folder, 'data.json')],
      { encoding: 'utf8' },
    );
  }

  it('links to the report where there is one', async () => {
    const text = await render('perf.text', ANNOTATIONS);
    expect(text).toContain(
      `Dashboard: ${ANNOTATIONS.dashboard_url}\nReport: ${ANNOTATIONS.report_url}\nRunbook: `,
    );
    expect(await render('perf.html', ANNOTATIONS)).toContain(
      `<a href="${ANNOTATIONS.report_url}">Report</a>`,
    );
  });

  it('says nothing of a report where there is none', async () => {
    const { report_url: _none, ...without } = ANNOTATIONS;
    for (const annotations of [without, { ...without, report_url: '' }]) {
      expect(await render('perf.text', annotations)).toContain(
        `Dashboard: ${ANNOTATIONS.dashboard_url}\nRunbook: `,
      );
      expect(await render('perf.html', annotations)).not.toContain('Report');
    }
  });
});
