import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import type { PanelSpecification } from './panel.js';

const BENCHMARK_PIXELS = 200;

/** Returns the builder of a table: its columns in order, with their headings, units and colours. */
export function buildTable(specification: PanelSpecification): Table {
  const {
    queries,
    columns = {},
    columnUnits = {},
    colored = [],
    hidden = [],
    sortedBy,
    matrix,
  } = specification;
  const panel = new Table();
  if (matrix !== undefined) {
    const { rows: rowField, columns: columnField, heading } = matrix;
    panel.withTransformation({
      id: 'groupingToMatrix',
      options: { rowField, columnField, valueField: 'Value', emptyValue: 'null' },
    });
    panel.overrideByName(`${rowField}\\${columnField}`, [{ id: 'displayName', value: heading }]);
  } else {
    const names = Object.keys(columns);
    const values = queries.length > 1 ? queries.map((_query, i) => `Value #${letter(i)}`) : ['Value'];
    const unseen = ['Time', ...hidden, ...values].filter((name) => !names.includes(name));
    if (queries.length > 1) panel.withTransformation({ id: 'merge', options: {} });
    panel.withTransformation({
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(unseen.map((name) => [name, true])),
        indexByName: Object.fromEntries(names.map((name, i) => [name, i])),
        renameByName: columns,
      },
    });
  }
  // Equal columns would cut off names of files.
  if (columns.benchmark_name !== undefined)
    panel.overrideByName(columns.benchmark_name, [{ id: 'custom.width', value: BENCHMARK_PIXELS }]);
  if (sortedBy !== undefined) {
    const { column, descending } = sortedBy;
    panel.sortBy([new TableSortByFieldStateBuilder().displayName(column).desc(descending)]);
  }
  for (const heading of colored)
    panel.overrideByName(heading, [{ id: 'custom.cellOptions', value: { type: 'color-text' } }]);
  for (const [heading, { unit, decimals }] of Object.entries(columnUnits)) {
    panel.overrideByName(heading, [
      { id: 'unit', value: unit },
      ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ]);
  }
  return panel;
}

function letter(index: number): string {
  return String.fromCharCode(65 + index);
}
