import { ownSecret } from './channel-secrets.js';

/** How each service is reached. In production every secret comes from a file. */
export interface Delivery {
  readonly slack: object;
  readonly discord: object;
  /** The webhook of a topic's own, or of the escalation. */
  readonly own: (channel: OwnWebhook, topic: string) => object;
  readonly pagerduty: object;
  /** Null where there is no mail server. */
  readonly email: object | null;
  /** For messages of severity info, and for anything that no route names. */
  readonly webhook: object;
  /** Receives the Watchdog alert, and raises an alarm when it stops. */
  readonly watchdog: object;
}

/** Channels that a topic can have a webhook of its own for: those whose webhooks belong to one channel each. */
export type OwnWebhook = 'slack' | 'discord';

const SECRETS = '/run/secrets';

/** With secrets from files: needs Alertmanager 0.28 or newer. */
export const PRODUCTION_DELIVERY: Delivery = {
  slack: { api_url_file: `${SECRETS}/slack_url` },
  discord: { webhook_url_file: `${SECRETS}/discord_url` },
  own: (channel, topic) => {
    const file = `${SECRETS}/${ownSecret(channel, topic)}`;
    return channel === 'slack' ? { api_url_file: file } : { webhook_url_file: file };
  },
  pagerduty: { routing_key_file: `${SECRETS}/pagerduty_key` },
  email: { auth_password_file: `${SECRETS}/smtp_password` },
  webhook: { url_file: `${SECRETS}/webhook_url` },
  watchdog: { url_file: `${SECRETS}/watchdog_url` },
};

/**
 * All services replaced by one HTTP and one SMTP server on loopback, in options that Alertmanager 0.25
 * (Debian's) supports too.
 */
export function loopbackDelivery(at: { readonly http: string; readonly smtp: string | null }): Delivery {
  return {
    slack: { api_url: `${at.http}/slack` },
    discord: { webhook_url: `${at.http}/discord` },
    own: (channel, topic) => {
      const url = `${at.http}/${channel}-${topic}`;
      return channel === 'slack' ? { api_url: url } : { webhook_url: url };
    },
    pagerduty: { routing_key: 'loopback', url: `${at.http}/pagerduty` },
    email: at.smtp === null ? null : { smarthost: at.smtp, require_tls: false },
    webhook: { url: `${at.http}/webhook` },
    watchdog: { url: `${at.http}/watchdog` },
  };
}
