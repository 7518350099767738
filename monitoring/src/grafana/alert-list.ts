import type { PanelSpecification } from './panel.js';

const COLUMNS = {
  alertname: 'Alert',
  severity: 'Severity',
  benchmark_name: 'Benchmark',
  environment: 'Environment',
  branch: 'Branch',
  instance: 'Instance',
};
const FIRING = 'ALERTS{alertstate="firing",alertname!="Watchdog"}';

/** Alerts that fire, as Prometheus evaluates them: it shows them where Grafana itself manages no alerts, too. */
export const alertList: PanelSpecification = {
  kind: 'table',
  title: 'Alerts that fire',
  description:
    'All alerts that fire now, with the time since when, whichever channel gets them or is silenced.',
  unit: 'none',
  width: 24,
  height: 8,
  columns: { ...COLUMNS, Value: 'Since' },
  columnUnits: { Since: { unit: 'dateTimeFromNow' } },
  colored: ['Severity'],
  words: {
    critical: { text: 'critical', color: 'red' },
    warning: { text: 'warning', color: 'orange' },
    info: { text: 'info', color: 'blue' },
  },
  none: 'No alert fires.',
  queries: [
    {
      expr: `1000 * max by (${Object.keys(COLUMNS).join(', ')}) (ALERTS_FOR_STATE and ignoring (alertstate) ${FIRING})`,
      legend: '{{alertname}}',
      instant: true,
      format: 'table',
    },
  ],
};
