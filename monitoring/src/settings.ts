/** What a team changes for itself; then generate again (see docs/monitoring/operations.md). */
export interface Team {
  /** Also the name of its Slack channel: `#perf-<name>`. */
  readonly name: string;
  /** Regular expression over benchmark ids, anchored at both ends. */
  readonly benchmarks: string;
}

/** Teams that hear of their own benchmarks in their own channel as well. */
export const TEAMS: readonly Team[] = [];

export const EMAIL = {
  from: 'perf-alerts@example.com',
  to: 'performance@example.com',
  smarthost: 'smtp.example.com:587',
  username: 'perf-alerts',
};

/** When warnings stay silent, because machines are being worked on. In UTC. */
export const MAINTENANCE = [{ weekdays: ['sunday'], times: [{ start_time: '02:00', end_time: '04:00' }] }];
