import { buildDashboard } from '../grafana/build-dashboard.js';
import { DASHBOARDS as OF_BENCHMARKS } from '../grafana/dashboards.js';
import { SERVICE_DASHBOARDS } from '../grafana/services/service-dashboards.js';
import { toYaml } from '../prometheus/rule-files.js';
import { SERVICES } from '../settings.js';

const DASHBOARDS = SERVICES.length > 0 ? [...OF_BENCHMARKS, ...SERVICE_DASHBOARDS] : OF_BENCHMARKS;

const LABELS = { 'app.kubernetes.io/part-of': 'perf-suite', grafana_dashboard: '1' };
const nameOf = (uid: string) => `dashboard-${uid}`;

/**
 * Returns a ConfigMap for each dashboard; Grafana's sidecar picks them up by their label. One for all would outgrow
 * the 256 KiB that `kubectl apply` can handle.
 */
export function dashboardConfigMaps(): string {
  return DASHBOARDS.map((one) =>
    toYaml({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: nameOf(one.uid), labels: LABELS },
      data: { [`${one.uid}.json`]: JSON.stringify(buildDashboard(one)) },
    }),
  ).join('---\n');
}

/** Returns the patch that gives all of them to a Grafana that has no sidecar. */
export function dashboardVolume(): string {
  const sources = DASHBOARDS.map(({ uid }) => ({ configMap: { name: nameOf(uid) } }));
  return toYaml({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'grafana' },
    spec: { template: { spec: { volumes: [{ name: 'dashboards', projected: { sources } }] } } },
  });
}
