import { toYaml } from '../prometheus/rule-files.js';
import { DEFAULT_BRANCH, KUBERNETES } from '../settings.js';

const KUSTOMIZATION = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
const image = { name: 'perf-suite/perf-exporter', ...imageParts(KUBERNETES.exporter_image) };

const defaultBranch = patch('Deployment', 'perf-exporter', [
  { op: 'add', path: '/spec/template/spec/containers/0/args/-', value: `--default-branch=${DEFAULT_BRANCH}` },
]);

/** Returns the overlay of a cluster with the Prometheus Operator, sized for production. */
export function productionOverlay(): string {
  return toYaml({
    ...KUSTOMIZATION,
    namespace: KUBERNETES.namespace,
    resources: ['../../base'],
    components: ['../../operator'],
    images: [image],
    patches: [
      defaultBranch,
      storageOf({ storage: '50Gi' }),
      patch('Deployment', 'perf-exporter', [
        replace('/spec/template/spec/containers/0/resources/limits/memory', '512Mi'),
      ]),
    ],
  });
}

/** Returns the same for one node, beside production. */
export function developmentOverlay(): string {
  const namespace = `${KUBERNETES.namespace}-development`;
  return toYaml({
    ...KUSTOMIZATION,
    namespace,
    resources: ['../../base'],
    components: ['../../operator'],
    images: [image],
    patches: [
      defaultBranch,
      storageOf({ storage: '1Gi', accessMode: 'ReadWriteOnce' }),
      patch('ScrapeConfig', 'perf-live', [
        replace('/spec/httpSDConfigs/0/url', `http://perf-exporter.${namespace}:8010/api/live/targets`),
      ]),
    ],
  });
}

/** Returns the overlay of a cluster without the operator: Prometheus, Alertmanager and Grafana come with it. */
export function plainOverlay(): string {
  return toYaml({
    ...KUSTOMIZATION,
    namespace: KUBERNETES.namespace,
    resources: ['../../base'],
    components: ['../../plain'],
    images: [image],
    patches: [
      defaultBranch,
      patch('NetworkPolicy', 'perf-exporter', [
        replace('/spec/ingress/0/from/0', { podSelector: { matchLabels: { app: 'prometheus' } } }),
      ]),
    ],
  });
}

/** Returns who may connect to the exporter. */
export function networkPolicy(): string {
  return toYaml({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'perf-exporter' },
    spec: {
      podSelector: { matchLabels: { app: 'perf-exporter' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: {
                matchLabels: { 'kubernetes.io/metadata.name': KUBERNETES.prometheus_namespace },
              },
              podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
            },
            // Pods that announce live runs (docs/monitoring/live.md).
            { namespaceSelector: {}, podSelector: { matchLabels: { 'perf-suite/announces': 'true' } } },
          ],
          ports: [{ protocol: 'TCP', port: 8010 }],
        },
      ],
      // It connects to nobody.
      egress: [],
    },
  });
}

/** Splits `registry:5000/name:1.2` and `registry/name@sha256:...` as kustomize wants them. */
function imageParts(address: string): Readonly<Record<string, string>> {
  const [newName = '', digest] = address.split('@');
  if (digest !== undefined) return { newName, digest };
  const colon = address.lastIndexOf(':');
  return { newName: address.slice(0, colon), newTag: address.slice(colon + 1) };
}

function storageOf({ storage, accessMode }: { readonly storage: string; readonly accessMode?: string }) {
  return patch('PersistentVolumeClaim', 'perf-runs', [
    ...(accessMode === undefined ? [] : [replace('/spec/accessModes', [accessMode])]),
    replace('/spec/resources/requests/storage', storage),
  ]);
}

function patch(kind: string, name: string, operations: readonly object[]) {
  return { target: { kind, name }, patch: JSON.stringify(operations) };
}

function replace(path: string, value: unknown) {
  return { op: 'replace', path, value };
}
