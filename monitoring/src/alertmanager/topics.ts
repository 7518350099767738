import type { AlertGroup } from '../prometheus/alert.js';
import { SERVICE_ALERT_GROUPS } from '../prometheus/services/service-alert-groups.js';
import { SLACK_CHANNEL, type Topic } from '../settings.js';
import { discordConfig, emailConfig, pagerdutyConfig, slackConfig } from './message-configs.js';
import type { Delivery } from './receivers.js';

/** Returns the routes of a severity that lead to the channels of topics; they belong below that severity's route. */
export function topicRoutes(topics: readonly Topic[], severity: 'critical' | 'warning'): object[] {
  return topics.map((topic) => ({
    matchers: [`alertname=~"${alertNames(topic).join('|')}"`],
    receiver: `${severity}-${topic.name}`,
    // One message for what fails in one service.
    group_by: ['alertname', 'service', 'severity'],
    ...(severity === 'warning' && { mute_time_intervals: ['maintenance'] }),
  }));
}

function alertNames({ about }: Topic): string[] {
  const groups: AlertGroup[] = SERVICE_ALERT_GROUPS.filter(({ name }) =>
    about.some((group) => name === `service-${group}`),
  );
  return [...new Set(groups.flatMap(({ alerts }) => alerts.map(({ name }) => name)))];
}

/** Returns the receivers of topics: those of their severity, with a topic's channels instead of the common ones. */
export function topicReceivers(topics: readonly Topic[], delivery: Delivery): object[] {
  return topics.flatMap((topic) => {
    const { name, slack_channel, webhooks } = topic;
    const slack = webhooks.includes('slack')
      ? slackConfig(delivery.own('slack', name), slack_channel)
      : slackConfig(delivery.slack, slack_channel ?? SLACK_CHANNEL);
    const discord = webhooks.includes('discord') ? [discordConfig(delivery.own('discord', name))] : [];
    return [
      {
        name: `critical-${name}`,
        pagerduty_configs: [pagerdutyConfig(delivery.pagerduty)],
        slack_configs: [slack],
        ...(discord.length > 0 && { discord_configs: discord }),
        ...(delivery.email !== null && { email_configs: [emailConfig(delivery.email)] }),
      },
      {
        name: `warning-${name}`,
        slack_configs: [slack],
        discord_configs: discord.length > 0 ? discord : [discordConfig(delivery.discord)],
      },
    ];
  });
}
