export type AlertSeverity = 'critical' | 'warning' | 'info';

/** A history to try an alert on: series with values as promtool writes them (`1+0x10` and so on). */
export interface AlertTrial {
  /** Seconds between two values. */
  readonly everySeconds: number;
  readonly series: Readonly<Record<string, string>>;
  /** When the alert is evaluated, in Prometheus' duration syntax. */
  readonly at: string;
}

export interface Alert {
  readonly name: string;
  readonly severity: AlertSeverity;
  /** PromQL; gauges stand in `max_over_time` or the like, so that one failed scrape hides nothing. */
  readonly expr: string;
  readonly for: string;
  /** Sentences with Go templates, as Prometheus fills them in. */
  readonly summary: string;
  readonly description: string;
  /** Uid of the dashboard that shows the matter. */
  readonly dashboard: string;
  /** Histories on which it fires and does not; the first shows the labels it fires with. */
  readonly fires: AlertTrial & { readonly labels: Readonly<Record<string, string>> };
  readonly silent: AlertTrial;
  readonly runbook: Runbook;
}

/** What the person who is woken up needs. */
export interface Runbook {
  readonly meaning: string;
  readonly impact: string;
  /** What to check, in order. */
  readonly check: readonly string[];
  /** How to fix it. */
  readonly fix: readonly string[];
}

export interface AlertGroup {
  readonly name: 'benchmarks' | 'pipeline' | 'resources' | 'exporter-and-stream' | 'platform';
  readonly alerts: readonly Alert[];
}
