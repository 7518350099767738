import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { grafanaVariable } from './grafana-variable.js';

const GRAFANA_VERSION = '13.1.3';
const INPUT = 'DS_PROMETHEUS';

/**
 * Returns a dashboard as grafana.com and Grafana's import page take it: importing asks for the data source, which is
 * an input instead of a variable.
 */
export function exportDashboard(dashboard: Dashboard): object {
  const { templating, ...rest } = dashboard;
  const list = templating?.list?.filter(({ name }) => name !== 'datasource');
  const text = JSON.stringify({ ...rest, templating: { list } });
  const model = JSON.parse(text.replaceAll(grafanaVariable('datasource'), grafanaVariable(INPUT)));
  return {
    __inputs: [
      {
        name: INPUT,
        label: 'Prometheus',
        description: 'Where the metrics of perf-exporter are',
        type: 'datasource',
        pluginId: 'prometheus',
        pluginName: 'Prometheus',
      },
    ],
    __elements: {},
    __requires: [
      { type: 'grafana', id: 'grafana', name: 'Grafana', version: GRAFANA_VERSION },
      { type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' },
      ...panelTypes(dashboard).map((id) => ({ type: 'panel', id, name: id, version: '' })),
    ],
    id: null,
    ...model,
    editable: true,
  };
}

function panelTypes({ panels = [] }: Dashboard): string[] {
  return [...new Set(panels.map(({ type }) => type))].filter((type) => type !== 'row').sort();
}
