import { toYaml } from '../prometheus/rule-files.js';
import {
  DEFAULT_BRANCH,
  EMAIL,
  MAINTENANCE,
  OTHER_BRANCHES_CHANNEL,
  SLACK_CHANNEL,
  TEAMS,
  type Team,
} from '../settings.js';
import type { Delivery } from './receivers.js';

export interface AlertmanagerOptions {
  readonly delivery: Delivery;
  readonly teams?: readonly Team[];
  /** Slack channel for regressions on branches other than the default one; null sends none. */
  readonly otherBranchesChannel?: string | null;
}

/** What tells two alerts of one name apart, but for the severity. Alerts without a label are equal in it. */
const IDENTITY = [
  'benchmark_name',
  'environment',
  'branch',
  'percentile',
  'change',
  'budget',
  'objective',
  'pipeline',
  'service',
  'http_route',
  'server_address',
  'channel',
  'exported_job',
  'cache',
  'kind',
  'limit',
  'metric',
  'page',
  'trigger',
  'job',
  'instance',
  'mountpoint',
];

/** Longer than any regression stays open: it is notified once, and the dashboard reminds of it. */
export const ONCE = '30d';

/** Returns alertmanager.yml: which alerts go to whom, how soon and how often. */
export function alertmanagerConfig({
  delivery,
  teams = TEAMS,
  otherBranchesChannel = OTHER_BRANCHES_CHANNEL,
}: AlertmanagerOptions): string {
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
        equal: ['alertname', ...IDENTITY],
      },
      {
        // Alerts about benchmarks keep their state while an exporter is down. Those about it are consequences.
        source_matchers: ['alertname="ExporterDown"'],
        target_matchers: ['alertname=~"Exporter.+", alertname!="ExporterDown"'],
        equal: ['instance'],
      },
    ].map(splitMatchers),
    time_intervals: [{ name: 'maintenance', time_intervals: MAINTENANCE }],
    receivers: receivers(delivery, { teams, otherBranchesChannel }),
  });
}

function splitMatchers(rule: { source_matchers: string[]; target_matchers: string[]; equal: string[] }) {
  return { ...rule, target_matchers: rule.target_matchers.flatMap((matchers) => matchers.split(', ')) };
}

function route(teams: readonly Team[]) {
  return {
    receiver: 'info',
    // One notification for all benchmarks that one commit made slower.
    group_by: ['alertname', 'environment', 'branch', 'severity'],
    group_wait: '10s',
    group_interval: '1m',
    repeat_interval: '12h',
    routes: [
      { matchers: ['alertname="Watchdog"'], receiver: 'watchdog', group_wait: '0s', repeat_interval: '1m' },
      // Whatever is not about the default branch goes no further than here.
      {
        matchers: ['branch!=""', `branch!=${JSON.stringify(DEFAULT_BRANCH)}`],
        receiver: 'other-branches',
        repeat_interval: ONCE,
        routes: teams
          .filter(({ other_branches_channel }) => other_branches_channel !== undefined)
          .map(({ name, benchmarks }) => ({
            matchers: [`benchmark_name=~${JSON.stringify(benchmarks)}`],
            receiver: `team-${name}-branches`,
          })),
      },
      // An event: it is not over when the alert ends.
      { matchers: ['alertname="RegressionInBaseline"'], receiver: 'event', repeat_interval: ONCE },
      ...teams.map(({ name, benchmarks }) => ({
        matchers: [`benchmark_name=~${JSON.stringify(benchmarks)}`],
        receiver: `team-${name}`,
        // As for everybody: a second benchmark of a group that was already reported must not wait.
        group_interval: '15s',
        continue: true,
        routes: [onlyOnce],
      })),
      {
        matchers: ['severity="critical"'],
        receiver: 'critical',
        group_wait: '5s',
        group_interval: '15s',
        repeat_interval: '4h',
        routes: [onlyOnce],
      },
      {
        matchers: ['severity="warning"'],
        receiver: 'warning',
        group_interval: '15s',
        mute_time_intervals: ['maintenance'],
        routes: [{ ...onlyOnce, mute_time_intervals: ['maintenance'] }],
      },
      {
        matchers: ['severity="info"'],
        receiver: 'info',
        repeat_interval: '7d',
        mute_time_intervals: ['maintenance'],
      },
    ],
  };
}

/** What stays true for long: each is notified once, and once more when it is over. */
const ONLY_ONCE = [
  'PerformanceRegression',
  'ChangePointFound',
  'BudgetForecastExceeded',
  'ErrorBudgetBurning',
];
const onlyOnce = { matchers: [`alertname=~"${ONLY_ONCE.join('|')}"`], repeat_interval: ONCE };

function receivers(
  delivery: Delivery,
  { teams, otherBranchesChannel }: Required<Pick<AlertmanagerOptions, 'teams' | 'otherBranchesChannel'>>,
) {
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
  const toChannel = (name: string, channel: string | null) => ({
    name,
    ...(channel !== null && { slack_configs: [slack(channel)] }),
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
    { name: 'event', webhook_configs: [{ ...delivery.webhook, send_resolved: false }] },
    toChannel('other-branches', otherBranchesChannel),
    { name: 'watchdog', webhook_configs: [{ ...delivery.watchdog, send_resolved: false }] },
    ...teams.flatMap(({ name, other_branches_channel: channel }) => [
      toChannel(`team-${name}`, `#perf-${name}`),
      ...(channel === undefined ? [] : [toChannel(`team-${name}-branches`, channel)]),
    ]),
  ];
}
