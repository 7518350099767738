import { benchmarkDashboard } from './benchmark-dashboard.js';
import { businessDashboard } from './business-dashboard.js';
import { ciDashboard } from './ci-dashboard.js';
import { compareDashboard } from './compare-dashboard.js';
import { exporterDashboard } from './exporter-dashboard.js';
import { historyDashboard } from './history-dashboard.js';
import { homeDashboard } from './home-dashboard.js';
import { liveDashboard } from './live-dashboard.js';
import { machineDashboard } from './machine-dashboard.js';
import { overviewDashboard } from './overview-dashboard.js';
import type { DashboardSpecification } from './panel.js';
import { resourcesDashboard } from './resources-dashboard.js';

/** All dashboards, in the order in which one would open them. */
export const DASHBOARDS: readonly DashboardSpecification[] = [
  homeDashboard,
  overviewDashboard,
  benchmarkDashboard,
  compareDashboard,
  historyDashboard,
  resourcesDashboard,
  ciDashboard,
  exporterDashboard,
  liveDashboard,
  machineDashboard,
  businessDashboard,
];
