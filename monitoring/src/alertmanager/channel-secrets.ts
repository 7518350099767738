import { parse } from 'yaml';
import { toYaml } from '../prometheus/rule-files.js';
import { CHANNELS, type Channel } from '../settings/settings-schema.js';

/** The file with each channel's secret, in `monitoring/secrets` and in `/run/secrets` of the container. */
export const CHANNEL_SECRETS: Readonly<Record<Channel, string>> = {
  slack: 'slack_url',
  discord: 'discord_url',
  email: 'smtp_password',
  pagerduty: 'pagerduty_key',
  webhook: 'webhook_url',
  watchdog: 'watchdog_url',
};

/** Returns alertmanager.yml without what needs the secret of another channel; its receivers stay, and send nothing. */
export function withChannels(config: string, channels: readonly Channel[]): string {
  const absent = CHANNELS.filter((channel) => !channels.includes(channel)).map(
    (channel) => `/${CHANNEL_SECRETS[channel]}"`,
  );
  const needsAbsent = (part: unknown) => absent.some((end) => JSON.stringify(part).includes(end));
  const whole = parse(config) as { receivers: Record<string, unknown>[] };
  const receivers = whole.receivers.map((receiver) =>
    Object.fromEntries(Object.entries(receiver).filter(([, configs]) => !needsAbsent(configs))),
  );
  return toYaml({ ...whole, receivers });
}
