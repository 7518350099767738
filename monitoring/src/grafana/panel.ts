/** One query of a panel; `$environment`, `$branch` and so on are the dashboard's variables. */
export interface PanelQuery {
  readonly expr: string;
  /** Legend, such as `{{benchmark_name}}`. */
  readonly legend: string;
  /** Only the value at the end of the range. */
  readonly instant?: boolean;
  readonly format?: 'table' | 'heatmap';
}

export type PanelColor = 'green' | 'orange' | 'red' | 'blue' | 'text' | 'transparent';

export interface PanelThreshold {
  /** Null for the colour below the first step. */
  readonly from: number | null;
  readonly color: PanelColor;
}

/** Words and colours for values that stand for states. */
export type PanelWords = Readonly<Record<string, { readonly text: string; readonly color: PanelColor }>>;

/** A panel as data, from which the SDK builds Grafana's own model. */
export interface PanelSpecification {
  readonly kind: 'stat' | 'timeseries' | 'table' | 'heatmap' | 'state-timeline' | 'text';
  /** Starts a row with this heading, above the panel. */
  readonly row?: string;
  readonly title: string;
  /** Shown under the (i): what it says and what to do with it. */
  readonly description: string;
  /** A unit id of @grafana/data, such as `s`, `bytes` or `percentunit`. */
  readonly unit: string;
  /** In units of Grafana's grid: 24 to a row. */
  readonly width: number;
  readonly height: number;
  readonly queries: readonly PanelQuery[];
  /** Of a text: its Markdown. */
  readonly markdown?: string;
  readonly thresholds?: readonly PanelThreshold[];
  readonly decimals?: number;
  /** Ends of the axis or of the bar. */
  readonly min?: number;
  readonly max?: number;
  /** Fewest seconds between two points: each holds what happened in between. */
  readonly step?: '1h' | '6h' | '1d';
  /** Most points of a line; Grafana takes one for each pixel where left out. */
  readonly points?: number;
  /** Shown where no series is found and none is a good sign. */
  readonly none?: string;
  /** Of a stat: shows the legend, or the value of this label, instead of the number. */
  readonly text?: 'legend' | { readonly label: string };
  /** Of a chart: colours of the lines whose legend matches a pattern. */
  readonly colors?: Readonly<Record<string, PanelColor>>;
  /** Of a chart: lines whose legend matches this pattern are dashed. */
  readonly dashed?: string;
  /** Of a chart: the area between two lines is filled, from the upper one's legend to the lower one's. */
  readonly bands?: Readonly<Record<string, string>>;
  /** Of a chart: bars, one upon the other, instead of lines. */
  readonly bars?: true;
  /** Of a table: its columns by label or `Value` (with several queries: `Value #A` and so on), with their headings. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Of a table: labels that are no column, because one value is chosen above the panels. */
  readonly hidden?: readonly string[];
  /** Of a table: unit and decimals of the columns that have others than the panel, by heading. */
  readonly columnUnits?: Readonly<Record<string, { readonly unit: string; readonly decimals?: number }>>;
  /** Of a table: headings of the columns that thresholds and words colour. */
  readonly colored?: readonly string[];
  /** Of a table: the heading of the column that it is sorted by. */
  readonly sortedBy?: { readonly column: string; readonly descending: boolean };
  /** Of a table: a row and a column for each value of these labels, and the values where they meet. */
  readonly matrix?: { readonly rows: string; readonly columns: string; readonly heading: string };
  readonly words?: PanelWords;
  /** Link opened from a value, in a table from the first column; may use `${__field.labels.benchmark_name}` and the like. */
  readonly link?: { readonly title: string; readonly url: string };
}

export type VariableName =
  | 'environment'
  | 'branch'
  | 'benchmark_name'
  | 'instance'
  | 'run'
  | 'service'
  | 'price_per_minute';

export interface DashboardSpecification {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Which of the variables it has, besides the data source. */
  readonly variables: readonly VariableName[];
  /** Of which of them one value is chosen; of the others it may be several. */
  readonly one?: readonly VariableName[];
  readonly from: string;
  readonly panels: readonly PanelSpecification[];
}
