export type AlertSeverity = 'critical' | 'warning' | 'info';

/** A history to try an alert on: series with values as promtool writes them (`1+0x10` and so on). */
export interface AlertTrial {
  /** Seconds between two values. */
  readonly everySeconds: number;
  readonly series: Readonly<Record<string, string>>;
  /** When the alert is evaluated, in Prometheus' duration syntax. */
  readonly at: string;
}

/** What an alert needs to know to keep its state while nobody answers who could say that it changed. */
export interface HeldState {
  /** The labels that the alert's expression yields. */
  readonly labels: readonly string[];
  /** Series with these labels that are there whenever the state is known, whatever it is. */
  readonly known: string;
  /** Series with these labels; while they are there, the state stays even if everybody answers. */
  readonly stays?: string;
  /** The jobs that the series come from, as a regular expression; perf-exporter and the Pushgateway if left out. */
  readonly jobs?: string;
}

export interface Alert {
  readonly name: string;
  readonly severity: AlertSeverity;
  /** PromQL. */
  readonly expr: string;
  /** Left out where the expression itself outlives gaps, or is about gaps. */
  readonly held?: HeldState;
  readonly for: string;
  /** Sentences with Go templates, as Prometheus fills them in. */
  readonly summary: string;
  readonly description: string;
  /** How large the matter is, as a further line of the message; also a template. */
  readonly size?: string;
  /** The commit that it is about, where that is not the latest run’s; also a template. */
  readonly commit?: string;
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
  readonly name:
    | 'benchmarks'
    | 'history'
    | 'pipeline'
    | 'resources'
    | 'exporter-and-stream'
    | 'machine'
    | 'platform'
    | `service-${string}`;
  readonly alerts: readonly Alert[];
}
