import type { Escalation } from '../settings.js';
import { discordConfig, emailConfig, slackConfig } from './message-configs.js';
import type { Delivery } from './receivers.js';

/**
 * Returns the routes of alerts about services that stay open: beside those that tell of them at once.
 *
 * A group of its own for each alert (`...`) waits before its first message. An alert that is over by then is not
 * sent. Alertmanager counts the wait from when the alert began, so that a restart of it does not begin the wait again.
 * Whatever keeps an alert back, a silence or another alert, also keeps its escalation back; a rule on `ALERTS` with
 * `for` would be an alert of another name, which no silence knows.
 */
export function escalationRoutes(escalation: Escalation | null): object[] {
  if (escalation === null) return [];
  return escalation.severities.map((severity) => ({
    matchers: ['service!=""', `severity="${severity}"`],
    receiver: 'escalation',
    group_by: ['...'],
    group_wait: escalation.after,
    group_interval: '15s',
    repeat_interval: '4h',
    ...(severity === 'warning' && { mute_time_intervals: ['maintenance'] }),
    continue: true,
  }));
}

/** Returns who is told of what stays open, with the time in the title. */
export function escalationReceivers(escalation: Escalation | null, delivery: Delivery): object[] {
  if (escalation === null) return [];
  const { after, slack_channel, webhooks, email } = escalation;
  const title = `{{ if eq .Status "firing" }}Open for ${after}: {{ end }}{{ template "perf.title" . }}`;
  const own = webhooks.includes('slack');
  const slack = own ? delivery.own('slack', 'escalation') : delivery.slack;
  return [
    {
      name: 'escalation',
      ...((own || slack_channel !== undefined) && {
        slack_configs: [slackConfig(slack, slack_channel, title)],
      }),
      ...(webhooks.includes('discord') && {
        discord_configs: [discordConfig(delivery.own('discord', 'escalation'), title)],
      }),
      ...(email !== undefined &&
        delivery.email !== null && { email_configs: [emailConfig(delivery.email, email, title)] }),
    },
  ];
}
