import { parse } from 'yaml';
import { toYaml } from '../prometheus/rule-files.js';
import { CHANNELS, type Channel } from '../settings/settings-schema.js';
import type { Escalation, Topic } from '../settings.js';

/** The file with each channel's secret, in `monitoring/secrets` and in `/run/secrets` of the container. */
export const CHANNEL_SECRETS: Readonly<Record<Channel, string>> = {
  slack: 'slack_url',
  discord: 'discord_url',
  email: 'smtp_password',
  pagerduty: 'pagerduty_key',
  webhook: 'webhook_url',
  watchdog: 'watchdog_url',
};

/** Returns the name of the file with the webhook of a topic's own, or of the escalation. */
export function ownSecret(channel: 'slack' | 'discord', topic: string): string {
  return `${CHANNEL_SECRETS[channel]}_${topic}`;
}

/** Returns the names of the files that topics and escalation need besides those of the channels. */
export function ownSecrets(topics: readonly Topic[], escalation: Escalation | null): string[] {
  const all = [...topics, ...(escalation === null ? [] : [{ ...escalation, name: 'escalation' }])];
  return all.flatMap(({ name, webhooks }) => webhooks.map((channel) => ownSecret(channel, name)));
}

/** Returns alertmanager.yml without what needs the secret of another channel; its receivers stay, and send nothing. */
export function withChannels(config: string, channels: readonly Channel[]): string {
  const absent = CHANNELS.filter((channel) => !channels.includes(channel)).map(
    // With those of topics, which have the topic's name behind it.
    (channel) => new RegExp(`/${CHANNEL_SECRETS[channel]}(_[-a-z0-9]+)?"`),
  );
  const needsAbsent = (part: unknown) => absent.some((secret) => secret.test(JSON.stringify(part)));
  const whole = parse(config) as { receivers: Record<string, unknown>[] };
  const receivers = whole.receivers.map((receiver) =>
    Object.fromEntries(Object.entries(receiver).filter(([, configs]) => !needsAbsent(configs))),
  );
  return toYaml({ ...whole, receivers });
}
