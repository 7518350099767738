/** What a team changes for itself; then generate again (see docs/monitoring/operations.md). */
export interface Team {
  /** Also the name of its Slack channel: `#perf-<name>`. */
  readonly name: string;
  /** Regular expression over benchmark ids, anchored at both ends. */
  readonly benchmarks: string;
}

/** Where links in messages lead: addresses as the browsers of those who read them reach them. */
export interface Links {
  readonly grafana: string;
  /** A folder with this repository's `docs/monitoring/runbooks`: on a code host, a wiki, or a file share. */
  readonly runbooks: string;
  /** The page that `perf-suite report` wrote of a run, with `{run}` for the run's id; null where nobody publishes any. */
  readonly report: string | null;
}

export const LINKS: Links = {
  grafana: 'http://localhost:3000',
  runbooks: 'https://github.com/perf-suite/perf-suite/blob/main/docs/monitoring/runbooks',
  report: null,
};

/** Teams that also get alerts about their own benchmarks in their own channel. */
export const TEAMS: readonly Team[] = [];

export const EMAIL = {
  from: 'perf-alerts@example.com',
  to: 'performance@example.com',
  smarthost: 'smtp.example.com:587',
  username: 'perf-alerts',
};

/** When warnings stay silent, because machines are being worked on. In UTC. */
export const MAINTENANCE = [{ weekdays: ['sunday'], times: [{ start_time: '02:00', end_time: '04:00' }] }];
