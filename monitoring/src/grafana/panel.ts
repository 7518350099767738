/** One query of a panel; `$environment` and `$benchmark_name` are the dashboard's variables. */
export interface PanelQuery {
  readonly expr: string;
  /** Legend, such as `{{benchmark_name}}`. */
  readonly legend: string;
  /** Only the value at the end of the range. */
  readonly instant?: boolean;
  readonly format?: 'table' | 'heatmap';
}

export interface PanelThreshold {
  /** Null for the colour below the first step. */
  readonly from: number | null;
  readonly color: 'green' | 'orange' | 'red' | 'blue' | 'text';
}

/** A panel as data, from which the SDK builds Grafana's own model. */
export interface PanelSpecification {
  readonly kind: 'stat' | 'timeseries' | 'table' | 'heatmap' | 'state-timeline' | 'bargauge';
  readonly title: string;
  /** Shown under the (i): what it says and what to do with it. */
  readonly description: string;
  /** A unit id of @grafana/data, such as `s`, `bytes` or `percentunit`. */
  readonly unit: string;
  /** In units of Grafana's grid: 24 to a row. */
  readonly width: number;
  readonly height: number;
  readonly queries: readonly PanelQuery[];
  readonly thresholds?: readonly PanelThreshold[];
  readonly decimals?: number;
  /** Words for values, where numbers stand for states. */
  readonly words?: Readonly<Record<string, { readonly text: string; readonly color: string }>>;
  /** Link opened from a value; may use `${__field.labels.benchmark_name}` and the like. */
  readonly link?: { readonly title: string; readonly url: string };
}

export interface DashboardSpecification {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Which of the variables it has, besides the data source. */
  readonly variables: readonly ('environment' | 'benchmark_name')[];
  readonly from: string;
  readonly panels: readonly PanelSpecification[];
}
