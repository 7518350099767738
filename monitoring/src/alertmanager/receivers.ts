/** How each service is reached. In production every secret comes from a file. */
export interface Delivery {
  readonly slack: object;
  readonly discord: object;
  readonly pagerduty: object;
  /** Null where there is no mail server. */
  readonly email: object | null;
  /** For messages of severity info, and for anything that no route names. */
  readonly webhook: object;
  /** Receives the Watchdog alert, and raises an alarm when it stops. */
  readonly watchdog: object;
}

const SECRETS = '/run/secrets';

/** With secrets from files: needs Alertmanager 0.28 or newer. */
export const PRODUCTION_DELIVERY: Delivery = {
  slack: { api_url_file: `${SECRETS}/slack_url` },
  discord: { webhook_url_file: `${SECRETS}/discord_url` },
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
    pagerduty: { routing_key: 'loopback', url: `${at.http}/pagerduty` },
    email: at.smtp === null ? null : { smarthost: at.smtp, require_tls: false },
    webhook: { url: `${at.http}/webhook` },
    watchdog: { url: `${at.http}/watchdog` },
  };
}
