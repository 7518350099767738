/** Base units of Prometheus' naming conventions; a metric's name ends in its unit. */
export type Unit = 'seconds' | 'bytes' | 'ratio';

interface Definition<L extends string> {
  readonly name: string;
  readonly help: string;
  /** Null for plain counts and states. */
  readonly unit: Unit | null;
  readonly labels: readonly L[];
  /** Why no panel of the dashboards shows it, as a sentence; every other metric is on one. */
  readonly notOnPanels?: string;
}

export interface GaugeDefinition<L extends string = string> extends Definition<L> {
  readonly type: 'gauge';
}

/** A counter's name ends in `_total`, in both formats. */
export interface CounterDefinition<L extends string = string> extends Definition<L> {
  readonly type: 'counter';
}

export interface HistogramDefinition<L extends string = string> extends Definition<L> {
  readonly type: 'histogram';
  /** Ascending upper bounds, in the unit that values are observed in. */
  readonly bounds: readonly number[];
  /** Observed units in one exposed unit: 1e9 where nanoseconds are observed and seconds exposed. */
  readonly observedPerUnit: number;
}

export interface SummaryDefinition<L extends string = string> extends Definition<L> {
  readonly type: 'summary';
  readonly quantiles: readonly number[];
}

export type MetricDefinition<L extends string = string> =
  | GaugeDefinition<L>
  | CounterDefinition<L>
  | HistogramDefinition<L>
  | SummaryDefinition<L>;

/** The same series under a name and unit that existing dashboards use: computed at each rendering, not stored. */
export interface CompatibilityMetric {
  readonly from: GaugeDefinition | HistogramDefinition;
  readonly name: string;
  readonly help: string;
  /** How many of its units one unit of `from` is: 1,000 for milliseconds from seconds. */
  readonly unitsPerUnit: number;
  /** The histogram bounds that it shows, each one of the bounds of `from`, in its own unit. */
  readonly bounds?: readonly number[];
}

export function gauge<const L extends string = never>(definition: {
  readonly name: string;
  readonly help: string;
  readonly unit?: Unit;
  readonly labels?: readonly L[];
  readonly notOnPanels?: string;
}): GaugeDefinition<L> {
  return { type: 'gauge', unit: null, labels: [], ...definition };
}

export function counter<const L extends string = never>(definition: {
  readonly name: `${string}_total`;
  readonly help: string;
  readonly unit?: Unit;
  readonly labels?: readonly L[];
  readonly notOnPanels?: string;
}): CounterDefinition<L> {
  return { type: 'counter', unit: null, labels: [], ...definition };
}
