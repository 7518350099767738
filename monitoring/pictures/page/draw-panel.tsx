import { getDisplayValueAlignmentFactors, getFieldDisplayValues, renderMarkdown } from '@grafana/data';
import { BigValue, TimeSeries, VizRepeater } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import type { ReactElement } from 'react';
import { Marks } from './annotations';
import type { Drawing } from './drawing';
import { Heatmap } from './heatmap';
import { fieldConfigOf } from './panel-data';
import { StateTimeline } from './state-timeline';

/** Returns a panel's inside, drawn by the component that Grafana's own panel of that type draws with. */
export function drawPanel(drawing: Drawing): ReactElement {
  const { panel, frames, marks, theme, timeRange, width, height } = drawing;
  if (panel.type === 'text') {
    // Links lead nowhere in a picture.
    const html = { __html: renderMarkdown(panel.options.content) };
    return (
      <div className="markdown-html" style={{ fontSize: 15, padding: 8 }} dangerouslySetInnerHTML={html} />
    );
  }
  if (frames.every(({ length }) => length === 0)) {
    const { noValue } = panel.fieldConfig.defaults;
    if (noValue === undefined) return <div className="no-data">No data</div>;
    return <div style={{ padding: 16, color: theme.colors.text.secondary, fontSize: 16 }}>{noValue}</div>;
  }
  switch (panel.type) {
    case 'timeseries':
      return (
        <TimeSeries
          frames={frames}
          width={width}
          height={height}
          timeRange={timeRange}
          timeZone="utc"
          legend={panel.options.legend}
        >
          {(builder) => <Marks builder={builder} marks={marks} />}
        </TimeSeries>
      );
    case 'stat':
      return repeatedValues(drawing);
    case 'table':
      return (
        <TableNG
          data={frames[0]!}
          width={width}
          height={height}
          sortBy={panel.options.sortBy}
          timeRange={timeRange}
        />
      );
    case 'heatmap':
      return <Heatmap {...drawing} />;
    case 'state-timeline':
      return <StateTimeline {...drawing} />;
    default:
      throw new RangeError(`panel "${panel.title}": no drawing for the type ${panel.type}`);
  }
}

function repeatedValues({ panel, frames, theme, width, height }: Drawing): ReactElement {
  const { options } = panel;
  const getValues = () =>
    getFieldDisplayValues({
      data: frames,
      fieldConfig: fieldConfigOf(panel),
      reduceOptions: { ...options.reduceOptions, values: options.reduceOptions.values ?? false },
      replaceVariables: (text) => text,
      sparkline: options.graphMode !== 'none',
      theme,
      timeZone: 'utc',
    });
  const shared = {
    getValues,
    getAlignmentFactors: getDisplayValueAlignmentFactors,
    source: frames,
    renderCounter: 0,
  };
  const { orientation } = options;
  return (
    <VizRepeater
      {...shared}
      {...{ width, height, orientation }}
      itemSpacing={3}
      autoGrid
      renderValue={({ value, alignmentFactors, width, height, count }) => (
        <BigValue
          {...{ width, height, theme, count, alignmentFactors }}
          value={value.display}
          sparkline={value.sparkline}
          colorMode={options.colorMode}
          graphMode={options.graphMode}
          justifyMode={options.justifyMode}
          textMode={options.textMode}
        />
      )}
    />
  );
}
