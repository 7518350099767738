import { type DataFrame, FieldType, rangeUtil, type TimeRange, toDataFrame } from '@grafana/data';

/** A query as a panel of the dashboard's JSON has it. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly instant?: boolean;
  readonly format?: 'table' | 'heatmap' | 'time_series';
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970 and the value, as Prometheus writes it. */
  readonly points: readonly (readonly [number, string])[];
}

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Series['labels'];
      readonly value?: Series['points'][number];
      readonly values?: Series['points'];
    }[];
  };
}

/** Where to ask, and what the dashboard's variables are set to. */
export interface Source {
  readonly url: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeRange: TimeRange;
}

/** Grafana's smallest step for the provisioned data source. */
const SMALLEST_STEP = '1s';

/** Returns Grafana's step for as many points as the panel has pixels, or the panel's own limits. */
export function stepSeconds(
  { timeRange }: Source,
  { points, smallest = SMALLEST_STEP }: { readonly points: number; readonly smallest?: string | undefined },
): number {
  const { intervalMs } = rangeUtil.calculateInterval(timeRange, points, smallest);
  return Math.max(1, Math.round(intervalMs / 1_000));
}

/** @throws {Error} with Prometheus' answer, where it is an error */
export async function ask(
  source: Source,
  expr: string,
  options: { readonly instant: boolean; readonly step: number },
): Promise<readonly Series[]> {
  const { from, to } = source.timeRange;
  const rangeSeconds = Math.round((to.valueOf() - from.valueOf()) / 1_000);
  const values: Readonly<Record<string, string>> = {
    ...source.variables,
    __interval: `${options.step}s`,
    __range: `${rangeSeconds}s`,
    __range_s: String(rangeSeconds),
  };
  const filledIn = expr.replaceAll(/\$\{?(\w+)\}?/g, (whole, name) => values[name] ?? whole);
  const { step } = options;
  // Grafana asks at multiples of the step.
  const times: Record<string, string> = options.instant
    ? { time: String(to.valueOf() / 1_000) }
    : {
        start: String(Math.floor(from.valueOf() / 1_000 / step) * step),
        end: String(Math.floor(to.valueOf() / 1_000 / step) * step),
        step: String(step),
      };
  const path = options.instant ? 'query' : 'query_range';
  const answer = await fetch(
    `${source.url}/api/v1/${path}?${new URLSearchParams({ query: filledIn, ...times })}`,
  );
  if (!answer.ok) throw new Error(`${filledIn}: ${await answer.text()}`);
  const { data } = (await answer.json()) as Answer;
  return data.result.map(({ metric, value, values }) => ({
    labels: metric,
    points: values ?? (value === undefined ? [] : [value]),
  }));
}

/** Returns what a panel's queries give, as the frames that Grafana's Prometheus data source would make. */
export async function framesOf(
  source: Source,
  targets: readonly Target[],
  step: number,
): Promise<DataFrame[]> {
  const frames = targets.map((target) => framesOfTarget(source, target, step, targets.length > 1));
  return (await Promise.all(frames)).flat();
}

async function framesOfTarget(
  source: Source,
  target: Target,
  step: number,
  beside: boolean,
): Promise<DataFrame[]> {
  const series = await ask(source, target.expr, { instant: target.instant === true, step });
  return target.format === 'table'
    ? [tableOf(series, target, beside)]
    : series.map((one) => frameOf(one, target));
}

function frameOf({ labels, points }: Series, { refId, legendFormat }: Target): DataFrame {
  const displayNameFromDS = legendFormat.replaceAll(
    /\{\{\s*(\w+)\s*\}\}/g,
    (_whole, name) => labels[name] ?? '',
  );
  return toDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: points.map(([seconds]) => seconds * 1_000) },
      {
        name: 'Value',
        type: FieldType.number,
        values: points.map(([, value]) => Number(value)),
        labels,
        config: { displayNameFromDS },
      },
    ],
  });
}

/** One row for each series, its labels as columns in the order of the alphabet; values beside others are named. */
function tableOf(series: readonly Series[], { refId }: Target, beside: boolean): DataFrame {
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const last = series.flatMap(({ points }) => points.slice(-1));
  return toDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: last.map(([seconds]) => seconds * 1_000) },
      ...names.map((name) => ({
        name,
        type: FieldType.string,
        values: series.map(({ labels }) => labels[name] ?? ''),
      })),
      {
        name: beside ? `Value #${refId}` : 'Value',
        type: FieldType.number,
        values: last.map(([, value]) => Number(value)),
      },
    ],
  });
}
