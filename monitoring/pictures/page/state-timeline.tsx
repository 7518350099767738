import { getFieldDisplayName } from '@grafana/data';
import { LegendDisplayMode, UPlotChart, UPlotConfigBuilder, VizLayout, VizLegend } from '@grafana/ui';
import { useMemo } from 'react';
import type { Drawing } from './drawing';
import { emptyData, rowAxes } from './row-axes';

/** A row of boxes for each series, a box for each time that its value stayed; drawn here, as Grafana's is not published. */
export function StateTimeline({ panel, frames, theme, timeRange, width, height }: Drawing) {
  const rows = frames.map((frame) => {
    const [time, value] = frame.fields;
    return {
      name: getFieldDisplayName(value!, frame, frames),
      times: time!.values,
      values: value!.values,
      display: value!.display!,
    };
  });
  const states = new Map(
    rows.flatMap(({ values, display }) =>
      values.map((value) => display(value)).map(({ text, color }) => [text, color ?? ''] as const),
    ),
  );
  const builder = useMemo(() => {
    const builder = rowAxes(new UPlotConfigBuilder('utc'), {
      theme,
      timeRange,
      rowNames: rows.map(({ name }) => name),
    });
    builder.addHook('draw', (u) => {
      const ratio = devicePixelRatio;
      const rowHeight = u.bbox.height / rows.length;
      const { ctx } = u;
      ctx.save();
      ctx.font = `${12 * ratio}px ${theme.typography.fontFamily}`;
      ctx.textAlign = 'left';
      ctx.textBaseline = 'middle';
      for (const [i, { times, values, display }] of rows.entries()) {
        const boxHeight = rowHeight * panel.options.rowHeight;
        const top = u.bbox.top + i * rowHeight + (rowHeight - boxHeight) / 2;
        for (let from = 0, to = 0; from < values.length; from = to) {
          while (to < values.length && values[to] === values[from]) to++;
          const end = to < values.length ? times[to] : times[times.length - 1];
          const left = u.valToPos(times[from], 'x', true);
          const right = u.valToPos(end, 'x', true);
          const { text, color } = display(values[from]);
          ctx.fillStyle = color ?? '';
          ctx.globalAlpha = panel.fieldConfig.defaults.custom.fillOpacity / 100;
          ctx.fillRect(left, top, right - left, boxHeight);
          ctx.globalAlpha = 1;
          if (ctx.measureText(text).width + 12 * ratio > right - left) continue;
          ctx.fillStyle = theme.colors.text.primary;
          ctx.fillText(text, left + 6 * ratio, top + boxHeight / 2);
        }
      }
      ctx.restore();
    });
    return builder;
  }, []);
  const items = [...states].map(([label, color]) => ({ label, color, yAxis: 1 }));
  const legend = panel.options.legend.showLegend ? (
    <VizLayout.Legend placement="bottom">
      <VizLegend placement="bottom" items={items} displayMode={LegendDisplayMode.List} />
    </VizLayout.Legend>
  ) : null;
  return (
    <VizLayout width={width} height={height} legend={legend}>
      {(width, height) => (
        <UPlotChart config={builder} data={emptyData(timeRange)} width={width} height={height} />
      )}
    </VizLayout>
  );
}
