import * as v from 'valibot';

/** The services that a message can go to; `watchdog` raises an alarm when messages stop coming. */
export const CHANNELS = ['slack', 'discord', 'email', 'pagerduty', 'webhook', 'watchdog'] as const;
export type Channel = (typeof CHANNELS)[number];

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

const text = expected('some text', v.pipe(v.string(), v.nonEmpty()));
const address = expected(
  'an http or https address, such as https://grafana.example.com',
  v.pipe(
    v.string(),
    v.regex(/^https?:\/\/[^\s/]+/),
    v.transform((url) => url.replace(/\/+$/, '')),
  ),
);
const slackChannel = expected(
  "a Slack channel in quotes, such as '#performance'",
  v.pipe(v.string(), v.regex(/^[#@]\S+$/)),
);
const number = expected('a number above 0, such as 0.95', v.pipe(v.number(), v.finite(), v.gtValue(0)));
const weekday = oneOf(WEEKDAYS);
const channels = listOf(oneOf(CHANNELS), `a list of ${CHANNELS.join(', ')}`);
const dnsName = expected(
  'a name in lower-case letters, digits and hyphens, such as perf',
  v.pipe(v.string(), v.regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)),
);
const clockTime = expected(
  "a time in quotes, such as '02:00'",
  v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)),
);

const team = group({
  name: expected(
    'a name in letters, digits, hyphens and underscores, such as core',
    v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  ),
  benchmarks: expected(
    'a regular expression over benchmark ids, such as packages/core/.*',
    v.pipe(v.string(), v.nonEmpty(), v.check(isExpression)),
  ),
  other_branches_channel: v.optional(v.nullable(slackChannel)),
});

const threshold = v.pipe(
  group({
    benchmark: expected(
      'the id of a benchmark, as in the label benchmark_name',
      v.pipe(v.string(), v.nonEmpty()),
    ),
    minimum_speedup: v.optional(number),
    p95_seconds: v.optional(number),
  }),
  v.check(
    ({ minimum_speedup, p95_seconds }) => minimum_speedup !== undefined || p95_seconds !== undefined,
    'expected minimum_speedup, p95_seconds or both',
  ),
);

const share = expected('a share below 1, such as 0.999', v.pipe(v.number(), v.gtValue(0), v.ltValue(1)));

/** Bounds of the buckets of requests: only what these tell apart can be an objective. */
const FAST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;

/** Of a service whose settings name none. */
export const DEFAULT_OBJECTIVES = { availability: 0.999, fast_seconds: 0.5, fast_share: 0.95 } as const;

const service = group({
  name: dnsName,
  target: expected(
    'a host with its port, such as releases:3001',
    v.pipe(v.string(), v.regex(/^[\w.-]+:\d+$/)),
  ),
  objectives: v.optional(
    group({
      availability: share,
      fast_seconds: expected(`one of ${FAST_SECONDS.join(', ')}`, v.picklist(FAST_SECONDS)),
      fast_share: share,
    }),
    DEFAULT_OBJECTIVES,
  ),
});

const duration = expected(
  'a duration of at most 15m, such as 30s or 10m',
  v.pipe(
    v.string(),
    v.regex(/^\d+[sm]$/),
    v.check((given) => secondsOf(given) <= 900),
  ),
);

/** As the alerts are named in docs/monitoring/alerts.md. */
const alertName = expected(
  'the name of an alert, such as ServiceHttpErrors',
  v.pipe(v.string(), v.regex(/^[A-Z]\w*$/)),
);

const serviceAlert = v.pipe(
  group({
    alert: alertName,
    for: v.optional(duration),
    levels: v.optional(
      group({ info: v.optional(number), warning: v.optional(number), critical: v.optional(number) }),
    ),
  }),
  v.check(
    ({ for: wait, levels }) => wait !== undefined || levels !== undefined,
    'expected for, levels or both',
  ),
);

/** The groups of alerts about services, without their prefix `service-`. */
export const SERVICE_GROUPS = [
  'system',
  'http',
  'database',
  'outbound',
  'notifications',
  'jobs',
  'business',
  'health',
  'web-vitals',
  'objectives',
] as const;

/** Channels that may have a webhook of a topic's own. */
const webhooks = v.optional(listOf(oneOf(['slack', 'discord']), 'a list of slack, discord'), []);

const topic = v.pipe(
  group({
    name: dnsName,
    about: v.pipe(
      listOf(oneOf(SERVICE_GROUPS), `a list of ${SERVICE_GROUPS.join(', ')}`),
      v.minLength(1, 'expected at least one group of alerts'),
    ),
    slack_channel: v.optional(slackChannel),
    webhooks,
  }),
  v.check(
    ({ slack_channel, webhooks: own }) => slack_channel !== undefined || own.length > 0,
    'expected slack_channel, webhooks or both',
  ),
  // It would take the webhooks of the escalation for its own.
  v.check(({ name }) => name !== 'escalation', 'expected another name than escalation'),
);

const escalation = v.pipe(
  group({
    after: expected(
      'a duration from 1s to 24h, such as 30m',
      v.pipe(
        v.string(),
        v.regex(/^[1-9]\d*[smh]$/),
        v.check((given) => secondsOf(given) <= 86_400),
      ),
    ),
    severities: v.pipe(
      listOf(oneOf(['critical', 'warning']), 'a list of critical, warning'),
      v.minLength(1, 'expected at least one severity'),
    ),
    slack_channel: v.optional(slackChannel),
    webhooks,
    email: v.optional(mailAddress()),
  }),
  v.check(
    ({ slack_channel, webhooks: own, email }) =>
      slack_channel !== undefined || own.length > 0 || email !== undefined,
    'expected slack_channel, webhooks, email or several of them',
  ),
);

const inhibition = group({
  cause: alertName,
  consequences: v.pipe(
    listOf(alertName, 'a list of names of alerts'),
    v.minLength(1, 'expected at least one alert'),
  ),
  same: v.pipe(
    listOf(
      expected('the name of a label, such as service', v.pipe(v.string(), v.regex(/^[a-z_]\w*$/))),
      'a list of labels',
    ),
    v.minLength(1, 'expected at least one label, such as service'),
  ),
});

/** What `monitoring/settings.yaml` may hold. A message says what was expected. */
export const settingsSchema = group({
  default_branch: expected('the name of a branch, such as main', v.pipe(v.string(), v.regex(/^[^\s'"$#]+$/))),
  other_branches_channel: v.nullable(slackChannel),
  links: group({
    grafana: v.nullable(address),
    runbooks: v.nullable(address),
    report: v.nullable(
      expected(
        'an http or https address with {run} in it, such as https://ci.example.com/{run}.html, or null',
        v.pipe(v.string(), v.regex(/^https?:\/\/[^\s/]+.*\{run\}/)),
      ),
    ),
  }),
  teams: listOf(team, 'a list of teams'),
  thresholds: listOf(threshold, 'a list of thresholds'),
  services: v.pipe(
    listOf(service, 'a list of services'),
    v.check(
      (list) => new Set(list.map(({ name }) => name)).size === list.length,
      'expected services with different names',
    ),
  ),
  service_alerts: v.pipe(
    listOf(serviceAlert, 'a list of alerts with other levels or durations'),
    v.check(
      (list) => new Set(list.map(({ alert }) => alert)).size === list.length,
      'expected each alert once',
    ),
  ),
  topics: v.pipe(
    listOf(topic, 'a list of topics'),
    v.check(
      (list) => new Set(list.map(({ name }) => name)).size === list.length,
      'expected topics with different names',
    ),
    v.check((list) => {
      const about = list.flatMap((one) => one.about);
      return new Set(about).size === about.length;
    }, 'expected each group of alerts in one topic'),
  ),
  escalation: v.nullable(escalation),
  inhibitions: listOf(inhibition, 'a list of causes with their consequences'),
  channels,
  slack_channel: slackChannel,
  email: group({
    from: mailAddress(),
    to: mailAddress(),
    smarthost: expected(
      'the mail server with its port, such as smtp.example.com:587',
      v.pipe(v.string(), v.regex(/^\S+:\d+$/)),
    ),
    username: text,
  }),
  maintenance: listOf(
    group({
      weekdays: listOf(weekday, 'a list of weekdays'),
      times: listOf(group({ start_time: clockTime, end_time: clockTime }), 'a list of times'),
    }),
    'a list of weekly windows',
  ),
  working_days: v.pipe(
    listOf(weekday, 'a list of weekdays'),
    v.minLength(1, 'expected at least one weekday'),
  ),
  remote_write: v.nullable(address),
  secure: expected('true or false', v.boolean()),
  kubernetes: group({
    namespace: dnsName,
    exporter_image: expected(
      'an image with its version, such as my-team/perf-exporter:0.1.0',
      v.pipe(v.string(), v.regex(/^\S+(:[\w.-]+|@sha256:[0-9a-f]{64})$/)),
    ),
    prometheus_namespace: dnsName,
    release: dnsName,
    channels,
  }),
});
export type Settings = v.InferOutput<typeof settingsSchema>;

function expected<S extends v.GenericSchema>(what: string, schema: S) {
  return v.message(schema, `expected ${what}`);
}

/** An object that has these keys and no other. */
function group<const E extends v.ObjectEntries>(entries: E) {
  const keys = Object.keys(entries).join(', ');
  return v.strictObject(entries, ({ expected: wanted, path }) => {
    if (wanted === 'never') return `unknown key, expected one of ${keys}`;
    return path?.at(-1)?.origin === 'key' ? 'missing' : `expected the keys ${keys}`;
  });
}

function oneOf<const T extends readonly string[]>(values: T) {
  return expected(`one of ${values.join(', ')}`, v.picklist(values));
}

function listOf<S extends v.GenericSchema>(entry: S, what: string) {
  return v.array(entry, `expected ${what}`);
}

function mailAddress() {
  return expected(
    'a mail address, such as performance@example.com',
    v.pipe(v.string(), v.regex(/^[^\s@]+@[^\s@]+$/)),
  );
}

/** Of a duration in one unit, such as 30m. */
function secondsOf(duration: string): number {
  const unit = { s: 1, m: 60, h: 3_600 }[duration.at(-1) as 's' | 'm' | 'h'];
  return Number.parseInt(duration, 10) * unit;
}

function isExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
