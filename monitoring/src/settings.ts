import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSettings } from './settings/read-settings.js';
import type { Settings } from './settings/settings-schema.js';

/** The file that a team edits; then it runs `monitoring/configure` (see docs/monitoring/operations.md). */
export const SETTINGS_FILE = fileURLToPath(new URL('../settings.yaml', import.meta.url));

const settings = readSettings(readFileSync(SETTINGS_FILE, 'utf8'), 'monitoring/settings.yaml');

export type Team = Settings['teams'][number];
export type Links = Settings['links'];
export type Service = Settings['services'][number];
export type ServiceAlertSetting = Settings['service_alerts'][number];
export type Topic = Settings['topics'][number];
export type Escalation = NonNullable<Settings['escalation']>;
export type Inhibition = Settings['inhibitions'][number];
export type Threshold = Settings['thresholds'][number];

/** Trends and pages are about this branch. */
export const DEFAULT_BRANCH: string = settings.default_branch;

/** Slack channel for alerts about other branches; null: no messages. A team may name its own. */
export const OTHER_BRANCHES_CHANNEL: string | null = settings.other_branches_channel;

/** Where links in messages lead: addresses as the browsers of those who read them reach them. */
export const LINKS: Links = settings.links;

/** Teams that also get alerts about their own benchmarks in their own channel. */
export const TEAMS: readonly Team[] = settings.teams;

/** What the team requires of single benchmarks, in addition to the verdicts. */
export const THRESHOLDS: readonly Threshold[] = settings.thresholds;

/** The services that Prometheus watches; without any, there are no alerts and dashboards about services. */
export const SERVICES: readonly Service[] = settings.services;

/** Other levels and durations of alerts about services than those delivered. */
export const SERVICE_ALERT_SETTINGS: readonly ServiceAlertSetting[] = settings.service_alerts;

/** Channels for alerts about services by topic, instead of those of all messages. */
export const TOPICS: readonly Topic[] = settings.topics;

/** Whom an alert about a service is also sent to when it is still open after a while; null: nobody. */
export const ESCALATION: Escalation | null = settings.escalation;

/** Alerts that keep others back while they fire, besides those of `inhibit-rules.ts`. */
export const INHIBITIONS: readonly Inhibition[] = settings.inhibitions;

/** The services that messages may go to. */
export const CHANNELS = settings.channels;

/** Of critical alerts and warnings. */
export const SLACK_CHANNEL: string = settings.slack_channel;

export const EMAIL = settings.email;

/** When warnings stay silent, because machines are being worked on. In UTC. */
export const MAINTENANCE = settings.maintenance;

/** Days on which benchmarks are expected to run. */
export const WORKING_DAYS = settings.working_days;

/** Address of a long-term store that Prometheus also writes to; null: none. */
export const REMOTE_WRITE: string | null = settings.remote_write;

/** Whether Prometheus asks for a password, and both it and Grafana speak TLS. */
export const SECURE: boolean = settings.secure;

export const KUBERNETES = settings.kubernetes;
