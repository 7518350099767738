import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DEFAULT_BRANCH } from '../settings.js';
import { grafanaVariable } from './grafana-variable.js';
import type { DashboardSpecification, VariableName } from './panel.js';

export const DATASOURCE = { type: 'prometheus', uid: grafanaVariable('datasource') };

/** What is chosen where neither the address nor the reader says anything. */
export const PRICE_PER_MINUTE = '0.008';

const QUERIES: Readonly<
  Record<Exclude<VariableName, 'price_per_minute'>, { readonly label: string; readonly query: string }>
> = {
  environment: {
    label: 'Environment',
    query: 'label_values(benchmark_last_run_timestamp_seconds, environment)',
  },
  branch: {
    label: 'Branch',
    query: 'label_values(benchmark_last_run_timestamp_seconds, branch)',
  },
  benchmark_name: {
    label: 'Benchmark',
    query: 'label_values(benchmark_last_run_timestamp_seconds, benchmark_name)',
  },
  run: { label: 'Live run', query: 'label_values(benchmark_run_in_progress{job="perf-live"}, run)' },
  service: { label: 'Service', query: 'label_values(up{job="services"}, service)' },
  instance: { label: 'Machine', query: 'label_values(node_uname_info, instance)' },
};

/** Returns the builders of a dashboard's variables, the data source first. */
export function variablesOf({ variables, one = [] }: DashboardSpecification) {
  return [
    new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    ...variables.map((name) =>
      name === 'price_per_minute'
        ? new TextBoxVariableBuilder(name)
            .label('Price per minute ($)')
            .defaultValue(PRICE_PER_MINUTE)
            .current({ selected: true, text: PRICE_PER_MINUTE, value: PRICE_PER_MINUTE })
        : queryVariable(name, one.includes(name)),
    ),
  ];
}

function queryVariable(
  name: Exclude<VariableName, 'price_per_minute'>,
  isOne: boolean,
): QueryVariableBuilder {
  const { label, query } = QUERIES[name];
  const builder = new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ query, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(!isOne);
  if (name === 'branch') {
    const branch = isOne ? DEFAULT_BRANCH : [DEFAULT_BRANCH];
    builder.current({ selected: true, text: branch, value: branch });
  }
  // Where one is chosen and nothing says which, Grafana takes the first that the query finds.
  if (isOne) return builder;
  builder.includeAll(true).allValue('.*');
  return name === 'branch' ? builder : builder.current({ selected: true, text: ['All'], value: ['$__all'] });
}
