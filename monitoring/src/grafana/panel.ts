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
  /** Of a stat: shows the legend, or the value of this label, instead of the number. */
  readonly text?: 'legend' | { readonly label: string };
  /** Of a chart: colours of the lines whose legend matches a pattern. */
  readonly colors?: Readonly<Record<string, PanelThreshold['color']>>;
  /** Of a chart: lines whose legend matches this pattern are dashed. */
  readonly dashed?: string;
  /** Of a table: its columns by label or `Value` (with several queries: `Value #A` and so on), with their headings. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Of a table: the heading of the column that the thresholds colour. */
  readonly colored?: string;
  /** Of a table: a row and a column for each value of these labels, and the values where they meet. */
  readonly matrix?: { readonly rows: string; readonly columns: string; readonly heading: string };
  /** Words and colours for values that stand for states. */
  readonly words?: Readonly<Record<string, { readonly text: string; readonly color: string }>>;
  /** Link opened from a value, in a table from the first column; may use `${__field.labels.benchmark_name}` and the like. */
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
