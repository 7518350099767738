import type { DashboardSpecification } from '../panel.js';
import { serviceApiDashboard } from './service-api-dashboard.js';
import { serviceBusinessDashboard } from './service-business-dashboard.js';
import { serviceDashboard } from './service-dashboard.js';
import { serviceOverviewDashboard } from './service-overview-dashboard.js';
import { serviceSystemDashboard } from './service-system-dashboard.js';
import { serviceWebVitalsDashboard } from './service-web-vitals-dashboard.js';

/** The dashboards about services, in the order in which one would open them. */
export const SERVICE_DASHBOARDS: readonly DashboardSpecification[] = [
  serviceDashboard,
  serviceOverviewDashboard,
  serviceApiDashboard,
  serviceSystemDashboard,
  serviceWebVitalsDashboard,
  serviceBusinessDashboard,
];
