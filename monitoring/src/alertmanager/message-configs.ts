import { EMAIL } from '../settings.js';

const RESOLVED = { send_resolved: true };
const TITLE = '{{ template "perf.title" . }}';

/**
 * Returns an entry of `slack_configs`.
 * @param connection how Slack is reached
 * @param channel left out where the webhook belongs to one channel
 * @param title a template; that of all messages unless given
 */
export function slackConfig(connection: object, channel?: string, title = TITLE): object {
  return {
    ...connection,
    ...RESOLVED,
    ...(channel !== undefined && { channel }),
    color: '{{ template "perf.color" . }}',
    title,
    title_link: '{{ template "perf.link" . }}',
    text: '{{ template "perf.text" . }}',
    fallback: title,
  };
}

/** Returns an entry of `discord_configs`. */
export function discordConfig(connection: object, title = TITLE): object {
  return { ...connection, ...RESOLVED, title, message: '{{ template "perf.text" . }}' };
}

/** Returns an entry of `email_configs`. */
export function emailConfig(connection: object, to = EMAIL.to, title = TITLE): object {
  return {
    ...connection,
    ...RESOLVED,
    to,
    headers: { Subject: title },
    html: '{{ template "perf.html" . }}',
    text: '{{ template "perf.text" . }}',
  };
}

/** Returns an entry of `pagerduty_configs`. */
export function pagerdutyConfig(connection: object): object {
  return {
    ...connection,
    ...RESOLVED,
    description: TITLE,
    severity: '{{ if eq .CommonLabels.severity "critical" }}critical{{ else }}warning{{ end }}',
    client: 'perf-suite',
    client_url: '{{ template "perf.link" . }}',
    details: { text: '{{ template "perf.text" . }}' },
  };
}
