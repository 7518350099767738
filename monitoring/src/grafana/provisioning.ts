import type { SecureAccess } from '../prometheus/prometheus-config.js';
import { toYaml } from '../prometheus/rule-files.js';

/** Returns Grafana's data source file. `uid` is fixed, so that links and tests can rely on it. */
export function datasources(prometheus: string, secure: SecureAccess | null): string {
  return toYaml({
    apiVersion: 1,
    datasources: [
      {
        name: 'Prometheus',
        uid: 'perf-prometheus',
        type: 'prometheus',
        access: 'proxy',
        url: `${secure === null ? 'http' : 'https'}://${prometheus}`,
        isDefault: true,
        editable: false,
        jsonData: {
          timeInterval: '1s',
          httpMethod: 'POST',
          ...(secure !== null && { tlsAuthWithCACert: true }),
        },
        ...(secure !== null && {
          basicAuth: true,
          basicAuthUser: secure.user,
          secureJsonData: {
            basicAuthPassword: `$__file{${secure.passwordFile}}`,
            tlsCACert: `$__file{${secure.certificateFile}}`,
          },
        }),
      },
    ],
  });
}

/** Returns Grafana's file that names the folders with the dashboards. */
export function dashboardProvider({ hasServices }: { readonly hasServices: boolean }): string {
  return toYaml({
    apiVersion: 1,
    providers: [
      provider('perf-suite', 'Performance', '/etc/grafana/dashboards'),
      ...(hasServices ? [provider('services', 'Services', '/etc/grafana/service-dashboards')] : []),
    ],
  });
}

function provider(name: string, folder: string, path: string) {
  return {
    name,
    folder,
    type: 'file',
    // What is changed in the browser would be lost at the next start: change the source instead.
    allowUiUpdates: false,
    disableDeletion: true,
    options: { path },
  };
}
