import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import {
  AxisPlacement,
  ScaleDirection,
  ScaleDistribution,
  ScaleOrientation,
  type UPlotConfigBuilder,
} from '@grafana/ui';

/** What a chart whose rows are drawn by a hook takes as its data: the ends of its time range. */
export function emptyData({ from, to }: TimeRange): [number[], number[]] {
  return [
    [from.valueOf(), to.valueOf()],
    [0, 0],
  ];
}

/** Gives a chart a time axis and, at the left, a name for each of its rows; the first row is the top one. */
export function rowAxes(
  builder: UPlotConfigBuilder,
  options: {
    readonly theme: GrafanaTheme2;
    readonly timeRange: TimeRange;
    readonly rowNames: readonly string[];
  },
): UPlotConfigBuilder {
  const { theme, timeRange, rowNames } = options;
  const count = rowNames.length;
  builder.addScale({
    scaleKey: 'x',
    isTime: true,
    orientation: ScaleOrientation.Horizontal,
    direction: ScaleDirection.Right,
    range: () => [timeRange.from.valueOf(), timeRange.to.valueOf()],
  });
  builder.addScale({
    scaleKey: 'y',
    orientation: ScaleOrientation.Vertical,
    direction: ScaleDirection.Up,
    distribution: ScaleDistribution.Linear,
    range: () => [0, count],
  });
  builder.addAxis({
    scaleKey: 'x',
    isTime: true,
    placement: AxisPlacement.Bottom,
    timeZone: 'utc',
    theme,
    grid: { show: true },
  });
  builder.addAxis({
    scaleKey: 'y',
    placement: AxisPlacement.Left,
    theme,
    grid: { show: false },
    ticks: { show: false },
    splits: () => rowNames.map((_name, i) => count - i - 0.5),
    values: () => [...rowNames],
  });
  // The rows are drawn by a hook; a chart wants a series all the same.
  builder.addSeries({ scaleKey: 'y', theme, show: false, facets: [], pxAlign: false });
  return builder;
}
