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

function isExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
