import { getDisplayValueAlignmentFactors, getFieldDisplayValues } from '@grafana/data';
import { BarGauge, BigValue, TimeSeries, VizRepeater } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import type { ReactElement } from 'react';
import { Marks } from './annotations';
import type { Drawing } from './drawing';
import { Heatmap } from './heatmap';
import { fieldConfigOf } from './panel-data';
import { StateTimeline } from './state-timeline';

/** Returns a panel's inside, drawn by the component that Grafana's own panel of that type draws with. */
export function drawPanel(drawing: Drawing): ReactElement {
  const { panel, frames, marks, timeRange, width, height } = drawing;
  if (frames.every(({ length }) => length === 0)) return <div className="no-data">No data</div>;
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
    case 'bargauge':
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
  const { options, type } = panel;
  const getValues = () =>
    getFieldDisplayValues({
      data: frames,
      fieldConfig: fieldConfigOf(panel),
      reduceOptions: { ...options.reduceOptions, values: options.reduceOptions.values ?? false },
      replaceVariables: (text) => text,
      sparkline: type === 'stat' && options.graphMode !== 'none',
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
  if (type === 'stat') {
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
  const { minVizWidth, minVizHeight, maxVizHeight } = options;
  return (
    <VizRepeater
      {...shared}
      {...{ width, height, orientation, minVizWidth, minVizHeight, maxVizHeight }}
      itemSpacing={10}
      renderValue={({ value, alignmentFactors, orientation, width, height, count }) => (
        <BarGauge
          {...{ width, height, theme, orientation }}
          value={count === 1 ? { ...value.display, title: undefined } : value.display}
          field={value.field}
          display={value.view?.getFieldDisplayProcessor(value.colIndex ?? 0)}
          alignmentFactors={count > 1 ? alignmentFactors : undefined}
          itemSpacing={10}
          lcdCellWidth={12}
          displayMode={options.displayMode}
          showUnfilled={options.showUnfilled}
          valueDisplayMode={options.valueMode}
          namePlacement={options.namePlacement}
        />
      )}
    />
  );
}
