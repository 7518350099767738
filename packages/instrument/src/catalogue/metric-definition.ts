interface Definition<L extends readonly string[]> {
  readonly name: string;
  readonly help: string;
  readonly labels: L;
}

export interface CounterDefinition<L extends readonly string[] = readonly string[]> extends Definition<L> {
  readonly type: 'counter';
}

export interface GaugeDefinition<L extends readonly string[] = readonly string[]> extends Definition<L> {
  readonly type: 'gauge';
}

export interface HistogramDefinition<L extends readonly string[] = readonly string[]> extends Definition<L> {
  readonly type: 'histogram';
  /** Ascending upper bounds of the buckets, in the metric's unit, without +Inf. */
  readonly bounds: readonly number[];
}

export type MetricDefinition<L extends readonly string[] = readonly string[]> =
  | CounterDefinition<L>
  | GaugeDefinition<L>
  | HistogramDefinition<L>;

export function counter<const L extends readonly string[] = readonly []>(definition: {
  readonly name: string;
  readonly help: string;
  readonly labels?: L;
}): CounterDefinition<L> {
  return { type: 'counter', ...definition, labels: definition.labels ?? ([] as readonly string[] as L) };
}

export function gauge<const L extends readonly string[] = readonly []>(definition: {
  readonly name: string;
  readonly help: string;
  readonly labels?: L;
}): GaugeDefinition<L> {
  return { type: 'gauge', ...definition, labels: definition.labels ?? ([] as readonly string[] as L) };
}

export function histogram<const L extends readonly string[] = readonly []>(definition: {
  readonly name: string;
  readonly help: string;
  readonly labels?: L;
  readonly bounds: readonly number[];
}): HistogramDefinition<L> {
  return { type: 'histogram', ...definition, labels: definition.labels ?? ([] as readonly string[] as L) };
}
