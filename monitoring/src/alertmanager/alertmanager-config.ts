import { toYaml } from '../prometheus/rule-files.js';
import {
  DEFAULT_BRANCH,
  EMAIL,
  ESCALATION,
  type Escalation,
  INHIBITIONS,
  type Inhibition,
  MAINTENANCE,
  OTHER_BRANCHES_CHANNEL,
  SLACK_CHANNEL,
  TEAMS,
  type Team,
  TOPICS,
  type Topic,
} from '../settings.js';
import { escalationReceivers, escalationRoutes } from './escalation.js';
import { inhibitRules } from './inhibit-rules.js';
import { discordConfig, emailConfig, pagerdutyConfig, slackConfig } from './message-configs.js';
import type { Delivery } from './receivers.js';
import { topicReceivers, topicRoutes } from './topics.js';

export interface AlertmanagerOptions {
  readonly delivery: Delivery;
  readonly teams?: readonly Team[];
  /** Slack channel for regressions on branches other than the default one; null sends none. */
  readonly otherBranchesChannel?: string | null;
  readonly topics?: readonly Topic[];
  readonly escalation?: Escalation | null;
  readonly inhibitions?: readonly Inhibition[];
}
type Whole = Required<AlertmanagerOptions>;

/** Longer than any regression stays open: it is notified once, and the dashboard reminds of it. */
export const ONCE = '30d';

/** Returns alertmanager.yml: which alerts go to whom, how soon and how often. */
export function alertmanagerConfig({
  delivery,
  teams = TEAMS,
  otherBranchesChannel = OTHER_BRANCHES_CHANNEL,
  topics = TOPICS,
  escalation = ESCALATION,
  inhibitions = INHIBITIONS,
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
    route: route({ teams, topics, escalation }),
    inhibit_rules: inhibitRules(inhibitions),
    time_intervals: [{ name: 'maintenance', time_intervals: MAINTENANCE }],
    receivers: [
      ...receivers({ delivery, teams, otherBranchesChannel }),
      ...topicReceivers(topics, delivery),
      ...escalationReceivers(escalation, delivery),
    ],
  });
}

function route({ teams, topics, escalation }: Pick<Whole, 'teams' | 'topics' | 'escalation'>) {
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
      ...escalationRoutes(escalation),
      {
        matchers: ['severity="critical"'],
        receiver: 'critical',
        group_wait: '5s',
        group_interval: '15s',
        repeat_interval: '4h',
        routes: [onlyOnce, ...topicRoutes(topics, 'critical')],
      },
      {
        matchers: ['severity="warning"'],
        receiver: 'warning',
        group_interval: '15s',
        mute_time_intervals: ['maintenance'],
        routes: [{ ...onlyOnce, mute_time_intervals: ['maintenance'] }, ...topicRoutes(topics, 'warning')],
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

function receivers({
  delivery,
  teams,
  otherBranchesChannel,
}: Pick<Whole, 'delivery' | 'teams' | 'otherBranchesChannel'>) {
  const slack = (channel: string) => slackConfig(delivery.slack, channel);
  const toChannel = (name: string, channel: string | null) => ({
    name,
    ...(channel !== null && { slack_configs: [slack(channel)] }),
  });
  return [
    {
      name: 'critical',
      pagerduty_configs: [pagerdutyConfig(delivery.pagerduty)],
      slack_configs: [slack(SLACK_CHANNEL)],
      ...(delivery.email !== null && { email_configs: [emailConfig(delivery.email)] }),
    },
    {
      name: 'warning',
      slack_configs: [slack(SLACK_CHANNEL)],
      discord_configs: [discordConfig(delivery.discord)],
    },
    { name: 'info', webhook_configs: [{ ...delivery.webhook, send_resolved: true }] },
    { name: 'event', webhook_configs: [{ ...delivery.webhook, send_resolved: false }] },
    toChannel('other-branches', otherBranchesChannel),
    { name: 'watchdog', webhook_configs: [{ ...delivery.watchdog, send_resolved: false }] },
    ...teams.flatMap(({ name, other_branches_channel: channel }) => [
      toChannel(`team-${name}`, `#perf-${name}`),
      ...(channel === undefined ? [] : [toChannel(`team-${name}-branches`, channel)]),
    ]),
  ];
}
