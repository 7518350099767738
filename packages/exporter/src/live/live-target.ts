import { dirname, join, resolve } from 'node:path';

/** A run whose /metrics can be scraped while it measures. */
export interface LiveTarget {
  /** The run's id, which every series gets as the label `run`. */
  readonly run: string;
  /** `host:port`, an IPv6 host in brackets. */
  readonly address: string;
  readonly scheme: 'http' | 'https';
}

/** Where targets are announced, and where Prometheus' HTTP discovery finds them. */
export const TARGETS_PATH = '/api/live/targets';

/** Without a word from its run for this long, a target is taken for gone. */
export const EXPIRY_MS = 30_000;

/** How often a run says that it is still there. */
export const HEARTBEAT_MS = 5_000;

/** What Prometheus' file and HTTP discovery read: https://prometheus.io/docs/prometheus/latest/http_sd/ */
interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Returns a target as Prometheus' discovery reads it. */
export function targetGroup({ run, address, scheme }: LiveTarget): TargetGroup {
  return { targets: [address], labels: { run, ...(scheme === 'https' && { __scheme__: scheme }) } };
}

/** Returns the folder of target files that belongs to a folder of runs: beside it, `.perf/live` of `.perf/runs`. */
export function liveFolderOf(runs: string): string {
  return join(dirname(resolve(runs)), 'live');
}
