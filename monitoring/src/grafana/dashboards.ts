import { benchmarkDashboard } from './benchmark-dashboard.js';
import { ciDashboard } from './ci-dashboard.js';
import { compareDashboard } from './compare-dashboard.js';
import { exporterDashboard } from './exporter-dashboard.js';
import { overviewDashboard } from './overview-dashboard.js';
import type { DashboardSpecification } from './panel.js';
import { resourcesDashboard } from './resources-dashboard.js';

export const DASHBOARDS: readonly DashboardSpecification[] = [
  overviewDashboard,
  benchmarkDashboard,
  compareDashboard,
  resourcesDashboard,
  ciDashboard,
  exporterDashboard,
];
