import type { AlertGroup } from './alert.js';
import { benchmarkAlerts } from './benchmark-alerts.js';
import { exporterAlerts } from './exporter-alerts.js';
import { historyAlerts } from './history-alerts.js';
import { machineAlerts } from './machine-alerts.js';
import { pipelineAlerts } from './pipeline-alerts.js';
import { platformAlerts } from './platform-alerts.js';
import { resourceAlerts } from './resource-alerts.js';

/** All alerts; each group is a file of rules and a file of tests. */
export const ALERT_GROUPS: readonly AlertGroup[] = [
  benchmarkAlerts,
  historyAlerts,
  pipelineAlerts,
  resourceAlerts,
  exporterAlerts,
  machineAlerts,
  platformAlerts,
];
