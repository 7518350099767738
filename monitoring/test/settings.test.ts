import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { thresholdRules } from '../src/prometheus/rule-files.js';
import { readSettings } from '../src/settings/read-settings.js';

const monitoring = fileURLToPath(new URL('../', import.meta.url));
const delivered = readFileSync(join(monitoring, 'settings.yaml'), 'utf8');
const read = (text: string) => readSettings(text, 'settings.yaml');

describe('settings.yaml', () => {
  it('has what the rest reads', () => {
    const settings = read(
      delivered
        .replace('teams: []', "teams: [{ name: core, benchmarks: 'packages/core/.*' }]")
        .replace('grafana: http://localhost:3000', 'grafana: https://grafana.example.com/base/'),
    );
    expect(settings).toMatchObject({
      default_branch: 'main',
      teams: [{ name: 'core', benchmarks: 'packages/core/.*' }],
      links: { grafana: 'https://grafana.example.com/base', report: null },
    });
  });

  it.each([
    [
      'default_branch: main',
      'default_branch: 7',
      'default_branch: expected the name of a branch, such as main, found 7',
    ],
    [
      'default_branch: main',
      'default-branch: main',
      'default-branch: unknown key, expected one of default_branch, ',
    ],
    ['default_branch: main', '', 'default_branch: missing'],
    [
      'grafana: http://localhost:3000',
      'grafana: localhost:3000',
      'links.grafana: expected an http or https address, such as https://grafana.example.com, found "localhost:3000"',
    ],
    [
      'report: null',
      'report: https://ci.example.com/report.html',
      'links.report: expected an http or https address with {run} in it',
    ],
    ['teams: []', 'teams: [{ name: core }]', 'teams.0.benchmarks: missing'],
    [
      'teams: []',
      "teams: [{ name: core, benchmarks: '(' }]",
      'teams.0.benchmarks: expected a regular expression over benchmark ids, such as packages/core/.*, found "("',
    ],
    ['teams: []', 'teams: core', 'teams: expected a list of teams, found "core"'],
    [
      'thresholds: []',
      'thresholds: [{ benchmark: a }]',
      'thresholds.0: expected minimum_speedup, p95_seconds or both',
    ],
    [
      'thresholds: []',
      'thresholds: [{ benchmark: a, minimum_speedup: fast }]',
      'thresholds.0.minimum_speedup: expected a number above 0, such as 0.95, found "fast"',
    ],
    [
      '[slack, discord',
      '[slak, discord',
      'channels.0: expected one of slack, discord, email, pagerduty, webhook, watchdog, found "slak"',
    ],
    [
      'slack_channel: "#performance"',
      'slack_channel: #performance',
      "slack_channel: expected a Slack channel in quotes, such as '#performance', found null",
    ],
    [
      'start_time: "02:00"',
      'start_time: "2"',
      `maintenance.0.times.0.start_time: expected a time in quotes, such as '02:00', found "2"`,
    ],
    [
      'services: []',
      'services: [{ name: Releases, target: releases:3001 }]',
      'services.0.name: expected a name in lower-case letters',
    ],
    [
      'services: []',
      'services: [{ name: releases, target: http://releases }]',
      'services.0.target: expected a host with its port, such as releases:3001, found "http://releases"',
    ],
    [
      'services: []',
      'services: [{ name: a, target: a:1, objectives: { availability: 99.9, fast_seconds: 0.5, fast_share: 0.9 } }]',
      'services.0.objectives.availability: expected a share below 1, such as 0.999, found 99.9',
    ],
    [
      'services: []',
      'services: [{ name: a, target: a:1, objectives: { availability: 0.99, fast_seconds: 0.3, fast_share: 0.9 } }]',
      'services.0.objectives.fast_seconds: expected one of 0.005, 0.01',
    ],
    [
      'services: []',
      'services: [{ name: a, target: a:1 }, { name: a, target: b:1 }]',
      'services: expected services with different names',
    ],
    [
      'service_alerts: []',
      'service_alerts: [{ alert: ServiceDown }]',
      'service_alerts.0: expected for, levels or both',
    ],
    [
      'service_alerts: []',
      'service_alerts: [{ alert: ServiceDown, for: 1h }]',
      'service_alerts.0.for: expected a duration of at most 15m, such as 30s or 10m, found "1h"',
    ],
    [
      'service_alerts: []',
      'service_alerts: [{ alert: ServiceDown, for: 1m }, { alert: ServiceDown, for: 2m }]',
      'service_alerts: expected each alert once',
    ],
    [
      'service_alerts: []',
      'service_alerts: [{ alert: ServiceHttpErrors, levels: { warning: 5 %} }]',
      'service_alerts.0.levels.warning: expected a number above 0, such as 0.95, found "5 %"',
    ],
    [
      'topics: []',
      "topics: [{ name: data, about: [db], slack_channel: '#data' }]",
      'topics.0.about.0: expected one of system, http, database',
    ],
    [
      'topics: []',
      'topics: [{ name: data, about: [database] }]',
      'topics.0: expected slack_channel, webhooks or both',
    ],
    [
      'topics: []',
      'topics: [{ name: "a/../b", about: [database], webhooks: [slack] }]',
      'topics.0.name: expected a name in lower-case letters',
    ],
    [
      'topics: []',
      'topics: [{ name: escalation, about: [database], webhooks: [slack] }]',
      'topics.0: expected another name than escalation',
    ],
    [
      'topics: []',
      'topics: [{ name: a, about: [jobs], webhooks: [slack] }, { name: b, about: [jobs], webhooks: [slack] }]',
      'topics: expected each group of alerts in one topic',
    ],
    [
      'escalation: null',
      'escalation: { after: 30 minutes, severities: [critical], email: a@example.com }',
      'escalation.after: expected a duration from 1s to 24h, such as 30m, found "30 minutes"',
    ],
    [
      'escalation: null',
      'escalation: { after: 30m, severities: [critical] }',
      'escalation: expected slack_channel, webhooks, email or several of them',
    ],
    [
      'inhibitions: []',
      'inhibitions: [{ cause: ServiceDown, consequences: [ServiceHttpErrors], same: [] }]',
      'inhibitions.0.same: expected at least one label, such as service',
    ],
    ['working_days: [monday', 'working_days: [mon', 'working_days.0: expected one of monday, tuesday'],
    ['namespace: perf\n', 'namespace: Perf\n', 'kubernetes.namespace: expected a name in lower-case letters'],
    [
      'exporter_image: perf-suite/perf-exporter:0.1.0',
      'exporter_image: perf-suite/perf-exporter',
      'kubernetes.exporter_image: expected an image with its version',
    ],
  ])('%s -> %s is refused with line, key and what is allowed', (good, bad, message) => {
    expect(delivered).toContain(good);
    const changed = delivered.replace(good, bad);
    const line = changed.slice(0, delivered.indexOf(good)).split('\n').length;
    const problem = problemOf(changed);
    expect(problem).toContain(message);
    // What is missing is looked for where its group begins.
    if (!message.endsWith('missing')) expect(problem).toContain(`settings.yaml:${line}: `);
  });

  it('that is no YAML, or holds two of one key, is refused with the line', () => {
    expect(problemOf(delivered.replace('teams: []', 'teams: ['))).toMatch(/settings\.yaml:\d+: /);
    expect(problemOf(`${delivered}default_branch: main\n`)).toMatch(
      /settings\.yaml:\d+: Map keys must be unique/,
    );
  });

  it('reports every problem at once, from the top', () => {
    const problems = problemOf(
      delivered.replace('default_branch: main', 'default_branch: 7').replace('teams: []', 'teams: 7'),
    );
    expect(problems.split('\n').map((line) => line.replace(/:\d+:.*/, ''))).toEqual([
      'settings.yaml',
      'settings.yaml',
    ]);
    expect(problems).toMatch(/default_branch[\s\S]*teams/);
  });

  function problemOf(text: string): string {
    try {
      read(text);
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  }
});

describe('thresholds', () => {
  it('become series for the alerts to compare with', () => {
    const rules = parse(
      thresholdRules([
        { benchmark: 'a.bench.ts#x "y"', minimum_speedup: 0.95, p95_seconds: 0.01 },
        { benchmark: 'b', p95_seconds: 2 },
      ]),
    ) as { groups: { rules: unknown[] }[] };
    expect(rules.groups[0]?.rules).toEqual([
      {
        record: 'perf_suite:minimum_speedup:threshold',
        expr: 'vector(0.95)',
        labels: { benchmark_name: 'a.bench.ts#x "y"' },
      },
      {
        record: 'perf_suite:p95_seconds:budget',
        expr: 'vector(0.01)',
        labels: { benchmark_name: 'a.bench.ts#x "y"' },
      },
      { record: 'perf_suite:p95_seconds:budget', expr: 'vector(2)', labels: { benchmark_name: 'b' } },
    ]);
  });
});

describe('monitoring/configure', () => {
  const clone = mkdtempSync(join(tmpdir(), 'perf-configure-'));
  afterAll(() => rmSync(clone, { recursive: true, force: true }));
  const configure = (...args: string[]) => {
    try {
      const printed = execFileSync(join(clone, 'monitoring/configure'), args, {
        encoding: 'utf8',
        stdio: 'pipe',
      });
      return { code: 0, printed };
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
      return { code: status, printed: stdout + stderr };
    }
  };

  it('writes every file from the YAML alone, refuses wrong settings, and knows what is out of date', () => {
    mkdirSync(join(clone, 'monitoring'));
    for (const name of ['configure', 'dist', 'settings.yaml', 'package.json', 'alertmanager/templates']) {
      cpSync(join(monitoring, name), join(clone, 'monitoring', name), { recursive: true });
    }
    symlinkSync(join(monitoring, 'node_modules'), join(clone, 'monitoring/node_modules'));
    expect(configure('--check')).toMatchObject({ code: 1 });
    const settings = join(clone, 'monitoring/settings.yaml');
    writeFileSync(settings, delivered.replace('http://localhost:3000', 'https://grafana.example.com'));
    expect(configure()).toMatchObject({
      code: 0,
      printed: expect.stringContaining('wrote: monitoring/prometheus/prometheus.yml'),
    });
    const rules = readFileSync(join(clone, 'monitoring/prometheus/rules/benchmarks.yml'), 'utf8');
    expect(rules).toContain('https://grafana.example.com/d/');
    expect(rules).not.toContain('localhost');
    expect(configure('--check')).toMatchObject({
      code: 0,
      printed: expect.stringContaining(', 0 out of date'),
    });
    for (const [good, bad, problem] of [
      ['service_alerts: []', 'service_alerts: [{ alert: ServiceDwon, for: 1m }]', 'found ServiceDwon'],
      [
        'service_alerts: []',
        'service_alerts: [{ alert: ServiceDown, levels: { warning: 1 } }]',
        'ServiceDown.levels: expected only critical, found warning',
      ],
      [
        'service_alerts: []',
        'service_alerts: [{ alert: ServiceLatencyBurn, levels: { warning: 1 } }]',
        'ServiceLatencyBurn.levels: expected none',
      ],
      [
        'inhibitions: []',
        'inhibitions: [{ cause: ServiceDown, consequences: [ServiceSlow], same: [service] }]',
        'inhibitions.0: expected alerts of docs/monitoring/alerts.md, found ServiceSlow',
      ],
    ] as const) {
      writeFileSync(settings, delivered.replace(good, bad));
      expect(configure()).toEqual({ code: 2, printed: expect.stringContaining(problem) });
    }
    const own = `topics:
  - { name: data, about: [database], slack_channel: '#data', webhooks: [discord] }
escalation: { after: 30m, severities: [critical, warning], webhooks: [slack] }
service_alerts:
  - { alert: ServiceHttpErrors, for: 90s, levels: { warning: 0.02 } }`;
    writeFileSync(
      settings,
      delivered.replace('topics: []', own).replace('escalation: null', '').replace('service_alerts: []', ''),
    );
    expect(configure()).toMatchObject({ code: 0 });
    const http = readFileSync(join(clone, 'monitoring/prometheus/service-rules/service-http.yml'), 'utf8');
    expect(http).toMatch(/> 0\.02 [\s\S]*for: 90s\n\s+labels:\n\s+severity: warning/);
    expect(http).toMatch(/> 0\.15 [\s\S]*for: 90s\n\s+labels:\n\s+severity: critical/);
    // What monitoring/up asks for, Alertmanager reads and compose mounts are the same files.
    cpSync(join(monitoring, 'up'), join(clone, 'monitoring/up'));
    const up = execFileSync(join(clone, 'monitoring/up'), ['--prepare'], { encoding: 'utf8' });
    const files = ['discord_url_data', 'slack_url_escalation'];
    const inClone = (name: string) => readFileSync(join(clone, 'monitoring', name), 'utf8');
    expect(parse(inClone('compose.topics.yml'))).toEqual({
      services: { alertmanager: { secrets: files } },
      secrets: Object.fromEntries(files.map((name) => [name, { file: `./secrets/${name}` }])),
    });
    for (const name of files) {
      expect(up).toContain(name);
      expect(inClone('alertmanager/alertmanager.yml')).toContain(`/run/secrets/${name}`);
      expect(inClone('deployed/alertmanager/alertmanager.yml')).not.toContain(`/run/secrets/${name}`);
      writeFileSync(join(clone, 'monitoring/secrets', name), 'https://example.com');
    }
    execFileSync(join(clone, 'monitoring/up'), ['--prepare']);
    for (const name of files) {
      expect(inClone('deployed/alertmanager/alertmanager.yml')).toContain(`/run/secrets/${name}`);
    }
    writeFileSync(settings, delivered.replace('teams: []', 'teams: none'));
    expect(configure()).toEqual({
      code: 2,
      printed: expect.stringMatching(
        /^monitoring\/configure: monitoring\/settings\.yaml:\d+: teams: expected a list of teams, found "none"/,
      ),
    });
  });
});
