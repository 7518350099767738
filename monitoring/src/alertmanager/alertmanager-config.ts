import { toYaml } from '../prometheus/rule-files.js';
import { EMAIL, MAINTENANCE, SLACK_CHANNEL, TEAMS, type Team } from '../settings.js';
import type { Delivery } from './receivers.js';

export interface AlertmanagerOptions {
  readonly delivery: Delivery;
  readonly teams?: readonly Team[];
}

/** Returns alertmanager.yml: which alerts go to whom, how soon and how often. */
export function alertmanagerConfig({ delivery, teams = TEAMS }: AlertmanagerOptions): string {
  const { auth_password_file } = (delivery.email ?? {}) as { auth_password_file?: string };
  return toYaml({
    global: {
      resolve_timeout: '5m',
      smtp_from: EMAIL.from,
      smtp_smarthost: EMAIL.smarthost,
      ...(auth_password_file !== undefined && { smtp_auth_username: EMAIL.username }),
    },
    templates: ['templates/*.tmpl'],
    route: route(teams),
    inhibit_rules: [
      {
        source_matchers: ['severity="critical"'],
        target_matchers: ['severity=~"warning|info"'],
        equal: ['alertname', 'benchmark_name'],
      },
      {
        // While the exporter is down, alerts about its metrics are consequences of that.
        source_matchers: ['alertname="ExporterDown"'],
        target_matchers: ['alertname=~"Exporter.+|Benchmark.+|Pipeline.+", alertname!="ExporterDown"'],
      },
    ].map(splitMatchers),
    time_intervals: [{ name: 'maintenance', time_intervals: MAINTENANCE }],
    receivers: receivers(delivery, teams),
  });
}

function splitMatchers(rule: { source_matchers: string[]; target_matchers: string[]; equal?: string[] }) {
  return { ...rule, target_matchers: rule.target_matchers.flatMap((matchers) => matchers.split(', ')) };
}

function route(teams: readonly Team[]) {
  return {
    receiver: 'info',
    // One notification for all benchmarks that one commit made slower.
    group_by: ['alertname', 'environment', 'severity'],
    group_wait: '10s',
    group_interval: '1m',
    repeat_interval: '12h',
    routes: [
      { matchers: ['alertname="Watchdog"'], receiver: 'watchdog', group_wait: '0s', repeat_interval: '1m' },
      ...teams.map(({ name, benchmarks }) => ({
        matchers: [`benchmark_name=~${JSON.stringify(benchmarks)}`],
        receiver: `team-${name}`,
        continue: true,
      })),
      {
        matchers: ['severity="critical"'],
        receiver: 'critical',
        group_wait: '5s',
        // A second benchmark of a group that was already reported must not wait a minute either.
        group_interval: '15s',
        repeat_interval: '4h',
      },
      { matchers: ['severity="warning"'], receiver: 'warning', mute_time_intervals: ['maintenance'] },
      {
        matchers: ['severity="info"'],
        receiver: 'info',
        repeat_interval: '7d',
        mute_time_intervals: ['maintenance'],
      },
    ],
  };
}

function receivers(delivery: Delivery, teams: readonly Team[]) {
  const resolved = { send_resolved: true };
  const slack = (channel: string) => ({
    ...delivery.slack,
    ...resolved,
    channel,
    color: '{{ template "perf.color" . }}',
    title: '{{ template "perf.title" . }}',
    title_link: '{{ template "perf.link" . }}',
    text: '{{ template "perf.text" . }}',
    fallback: '{{ template "perf.title" . }}',
  });
  const discord = {
    ...delivery.discord,
    ...resolved,
    title: '{{ template "perf.title" . }}',
    message: '{{ template "perf.text" . }}',
  };
  const email = {
    ...delivery.email,
    ...resolved,
    to: EMAIL.to,
    headers: { Subject: '{{ template "perf.title" . }}' },
    html: '{{ template "perf.html" . }}',
    text: '{{ template "perf.text" . }}',
  };
  const pagerduty = {
    ...delivery.pagerduty,
    ...resolved,
    description: '{{ template "perf.title" . }}',
    severity: '{{ if eq .CommonLabels.severity "critical" }}critical{{ else }}warning{{ end }}',
    client: 'perf-suite',
    client_url: '{{ template "perf.link" . }}',
    details: { text: '{{ template "perf.text" . }}' },
  };
  return [
    {
      name: 'critical',
      pagerduty_configs: [pagerduty],
      slack_configs: [slack(SLACK_CHANNEL)],
      ...(delivery.email !== null && { email_configs: [email] }),
    },
    { name: 'warning', slack_configs: [slack(SLACK_CHANNEL)], discord_configs: [discord] },
    { name: 'info', webhook_configs: [{ ...delivery.webhook, ...resolved }] },
    { name: 'watchdog', webhook_configs: [{ ...delivery.watchdog, send_resolved: false }] },
    ...teams.map(({ name }) => ({ name: `team-${name}`, slack_configs: [slack(`#perf-${name}`)] })),
  ];
}
