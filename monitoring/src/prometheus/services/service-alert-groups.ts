import type { AlertGroup } from '../alert.js';
import { checkServiceAlertSettings } from './service-alert-settings.js';
import { serviceBusinessAlerts } from './service-business-alerts.js';
import { serviceDatabaseAlerts } from './service-database-alerts.js';
import { serviceHealthAlerts } from './service-health-alerts.js';
import { serviceHttpAlerts } from './service-http-alerts.js';
import { serviceJobAlerts } from './service-job-alerts.js';
import { serviceNotificationAlerts } from './service-notification-alerts.js';
import { serviceObjectiveAlerts } from './service-objectives.js';
import { serviceOutboundAlerts } from './service-outbound-alerts.js';
import { serviceSystemAlerts } from './service-system-alerts.js';
import { serviceWebVitalsAlerts } from './service-web-vitals-alerts.js';

/** The alerts about services. Prometheus reads them only where the settings name a service. */
export const SERVICE_ALERT_GROUPS: readonly AlertGroup[] = [
  serviceSystemAlerts,
  serviceHttpAlerts,
  serviceDatabaseAlerts,
  serviceOutboundAlerts,
  serviceNotificationAlerts,
  serviceJobAlerts,
  serviceBusinessAlerts,
  serviceHealthAlerts,
  serviceWebVitalsAlerts,
  serviceObjectiveAlerts,
];

const namesOf = (groups: readonly AlertGroup[]) =>
  groups.flatMap(({ alerts }) => alerts.map(({ name }) => name));
checkServiceAlertSettings(
  namesOf(SERVICE_ALERT_GROUPS.filter((group) => group !== serviceObjectiveAlerts)),
  namesOf([serviceObjectiveAlerts]),
);
