import { formattedValueToString, getFieldDisplayName, getValueFormat } from '@grafana/data';
import { UPlotChart, UPlotConfigBuilder } from '@grafana/ui';
import { useMemo } from 'react';
import tinycolor from 'tinycolor2';
import type { Drawing } from './drawing';
import { emptyData, rowAxes } from './row-axes';

/** Ends and middle of Grafana's scheme "Oranges", from nothing to most, as dark themes turn it. */
const ORANGES = ['#7f2704', '#d94801', '#fd8d3c', '#fdd0a2', '#fff5eb'];

/** A row for each bucket or series, brighter where there is more; drawn here, as Grafana's is not published. */
export function Heatmap({ panel, frames, theme, timeRange, width, height }: Drawing) {
  const builder = useMemo(() => {
    const isOfBuckets = frames.some(({ fields }) => fields[1]?.labels?.le !== undefined);
    const format = getValueFormat(panel.options.yAxis.unit);
    const buckets = isOfBuckets
      ? shownBuckets(bucketsOf(frames)).map(({ le, ...row }) => ({
          ...row,
          name: Number.isFinite(le) ? formattedValueToString(format(le)) : '+Inf',
        }))
      : seriesOf(frames);
    // Grafana writes as many names as there is room for.
    const every = Math.ceil(buckets.length / Math.max(1, Math.floor((height - 30) / 16)));
    const names = buckets.map(({ name }, i) => (i % every === 0 ? name : ''));
    const most = Math.max(...buckets.flatMap(({ counts }) => counts));
    const builder = rowAxes(new UPlotConfigBuilder('utc'), { theme, timeRange, rowNames: names });
    builder.addHook('draw', (u) => {
      const rowHeight = u.bbox.height / buckets.length;
      u.ctx.save();
      // The first cell began before the time range.
      u.ctx.beginPath();
      u.ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
      u.ctx.clip();
      const gap = panel.options.cellGap * devicePixelRatio;
      for (const [row, { times, counts }] of buckets.entries()) {
        const step = (times[1] ?? 0) - (times[0] ?? 0);
        for (const [i, count] of counts.entries()) {
          if (count <= panel.options.filterValues.le) continue;
          const left = u.valToPos(times[i]! - step, 'x', true);
          const right = u.valToPos(times[i]!, 'x', true);
          u.ctx.fillStyle = colorAt((count / most) ** panel.options.color.exponent);
          u.ctx.fillRect(left, u.bbox.top + row * rowHeight, right - left, rowHeight - gap);
        }
      }
      u.ctx.restore();
    });
    return builder;
  }, []);
  return <UPlotChart config={builder} data={emptyData(timeRange)} width={width} height={height} />;
}

/** A row for each series, the first at the top. */
function seriesOf(frames: Drawing['frames']) {
  return frames.map((frame) => {
    const [time, value] = frame.fields;
    return {
      name: getFieldDisplayName(value!, frame, frames),
      times: time!.values as number[],
      counts: value!.values as number[],
    };
  });
}

/** Without those above the highest and below the lowest that holds anything. */
function shownBuckets<Row extends { readonly counts: readonly number[] }>(rows: readonly Row[]): Row[] {
  const isUsed = ({ counts }: Row) => counts.some((count) => count > 0);
  return rows.slice(rows.findIndex(isUsed), rows.findLastIndex(isUsed) + 1);
}

/** Prometheus' buckets hold all below their bound: takes the next smaller from each; the largest first. */
function bucketsOf(frames: Drawing['frames']) {
  const sorted = frames
    .map(({ fields: [time, value] }) => ({
      le: Number(value!.labels?.le === '+Inf' ? Infinity : value!.labels?.le),
      times: time!.values as number[],
      byTime: new Map<number, number>(time!.values.map((ms: number, i: number) => [ms, value!.values[i]])),
    }))
    .sort((a, b) => a.le - b.le);
  return sorted
    .map(({ le, times, byTime }, i) => ({
      le,
      times,
      counts: times.map((ms) => (byTime.get(ms) ?? 0) - (sorted[i - 1]?.byTime.get(ms) ?? 0)),
    }))
    .reverse();
}

/** Colour of a share from 0 to 1. */
function colorAt(share: number): string {
  const place = share * (ORANGES.length - 1);
  const below = Math.min(Math.floor(place), ORANGES.length - 2);
  return tinycolor.mix(ORANGES[below]!, ORANGES[below + 1]!, (place - below) * 100).toHexString();
}
