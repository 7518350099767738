import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Alertmanager } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Alertmanager';
import { Prometheus } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Prometheus';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { ScrapeConfig } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/ScrapeConfig';
import { findProgram } from '@perf-suite/testing/real-server';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { DASHBOARDS } from '../src/grafana/dashboards.js';
import { DEFAULT_BRANCH, KUBERNETES } from '../src/settings.js';

const k8s = fileURLToPath(new URL('../k8s/', import.meta.url));
const read = (path: string) => readFileSync(`${k8s}${path}`, 'utf8');

const MODELS = {
  Deployment,
  StatefulSet,
  NetworkPolicy,
  ConfigMap,
  PersistentVolumeClaim,
  Service,
  PrometheusRule,
  ServiceMonitor,
  ScrapeConfig,
};
type Model = new (data: never) => { validate(): void };

interface KubernetesObject {
  readonly kind: keyof typeof MODELS;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly template?: { readonly spec: PodSpec } };
}
interface PodSpec {
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: { readonly runAsNonRoot: boolean };
  readonly containers: readonly {
    readonly image: string;
    readonly args?: readonly string[];
    readonly securityContext: object;
  }[];
}

/** How compose.yml starts a server. */
function flagsOf(service: string): string[] {
  const compose = parse(readFileSync(new URL('../compose.yml', import.meta.url), 'utf8'), {
    merge: true,
  }) as {
    services: Record<string, { command: string[] }>;
  };
  return compose.services[service]?.command ?? [];
}

function objectsOf(yaml: string): KubernetesObject[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as KubernetesObject);
}

function validate(object: KubernetesObject): void {
  const Valid = MODELS[object.kind] as Model | undefined;
  if (Valid === undefined) throw new Error(`${object.kind}: no model to validate it by`);
  new Valid(object as never).validate();
}

const files = ['base', 'operator', 'plain', 'example'].flatMap((folder) =>
  readdirSync(`${k8s}${folder}`)
    .filter(
      (name) => name.endsWith('.yaml') && !['kustomization.yaml', 'dashboard-volume.yaml'].includes(name),
    )
    .map((name) => [folder, name] as const),
);

describe('k8s', () => {
  it.each(files)('%s/%s is listed and valid by its schema', (folder, name) => {
    const { resources } = parse(read(`${folder}/kustomization.yaml`)) as { resources: string[] };
    expect(resources).toContain(name);
    for (const object of objectsOf(read(`${folder}/${name}`))) expect(() => validate(object)).not.toThrow();
  });

  it('refuses what is not valid', () => {
    const metadata = { name: 'broken' };
    const broken = [
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 'one' } },
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata,
        spec: { endpoints: 'all' },
      },
    ];
    for (const object of broken) expect(() => validate(object as never)).toThrow();
  });

  it.each(files)('%s/%s runs nothing with rights that it does not need', (folder, name) => {
    for (const { spec } of objectsOf(read(`${folder}/${name}`))) {
      if (spec?.template === undefined) continue;
      const { containers, securityContext, automountServiceAccountToken } = spec.template.spec;
      expect(automountServiceAccountToken).toBe(false);
      expect(securityContext).toMatchObject({ runAsNonRoot: true });
      for (const container of containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });

  it('runs the versions of compose.yml', () => {
    const compose = readFileSync(new URL('../compose.yml', import.meta.url), 'utf8');
    for (const [folder, name] of files.filter(([one]) => one !== 'example')) {
      for (const [, image = ''] of read(`${folder}/${name}`).matchAll(/image: (\S+)/g))
        expect(compose).toContain(`image: ${image}\n`);
    }
  });

  it('starts the servers of the plain overlay as compose.yml does, but for the interface that can delete data', () => {
    for (const name of ['prometheus', 'alertmanager']) {
      const [{ spec } = {}] = objectsOf(read(`plain/${name}.yaml`));
      expect(spec?.template?.spec.containers[0]?.args).toEqual(
        flagsOf(name).filter((flag) => flag !== '--web.enable-admin-api'),
      );
    }
  });

  it('gives the servers of kube-prometheus-stack the delays of compose.yml', () => {
    const values = parse(read('kube-prometheus-stack-values.yaml')) as {
      prometheus: { prometheusSpec: { additionalConfig: { rules: { alert: { resendDelay: string } } } } };
      alertmanager: { alertmanagerSpec: { retention: string } };
    };
    const { additionalConfig } = values.prometheus.prometheusSpec;
    const { alertmanagerSpec } = values.alertmanager;
    const metadata = { name: 'kube-prometheus-stack' };
    expect(() => new Prometheus({ metadata, spec: additionalConfig }).validate()).not.toThrow();
    expect(() => new Alertmanager({ metadata, spec: alertmanagerSpec }).validate()).not.toThrow();
    expect(flagsOf('prometheus')).toContain(
      `--rules.alert.resend-delay=${additionalConfig.rules.alert.resendDelay}`,
    );
    expect(flagsOf('alertmanager')).toContain(`--data.retention=${alertmanagerSpec.retention}`);
  });

  it('has in each object of the operator the label that kube-prometheus-stack selects by', () => {
    for (const [, name] of files.filter(([folder]) => folder === 'operator')) {
      for (const { metadata } of objectsOf(read(`operator/${name}`)))
        expect(metadata.labels).toMatchObject({ release: KUBERNETES.release });
    }
  });
});

const kubectl = findProgram('kubectl', 'kubernetes-client') ?? '';
const OF_EXPORTER = ['Deployment', 'NetworkPolicy', 'PersistentVolumeClaim', 'Service'];
const OF_OPERATOR = [...OF_EXPORTER, 'PrometheusRule', 'ScrapeConfig', 'ServiceMonitor'];

describe.skipIf(kubectl === '')('kubectl kustomize', () => {
  it.each([
    ['overlays/development', OF_OPERATOR, `${KUBERNETES.namespace}-development`],
    ['overlays/production', OF_OPERATOR, KUBERNETES.namespace],
    ['overlays/plain', [...OF_EXPORTER, 'StatefulSet'], KUBERNETES.namespace],
  ])(
    'builds %s from valid objects, all in one namespace, each small enough to apply',
    (folder, kinds, namespace) => {
      const built = execFileSync(kubectl, ['kustomize', `${k8s}${folder}`], {
        encoding: 'utf8',
        maxBuffer: 1e8,
      });
      const objects = objectsOf(built);
      expect([...new Set(objects.map(({ kind }) => kind))].sort()).toEqual(['ConfigMap', ...kinds].sort());
      for (const object of objects) {
        expect(() => validate(object)).not.toThrow();
        expect(object.metadata).toMatchObject({ namespace });
        // What `kubectl apply` writes into an annotation, of at most 262,144 bytes.
        expect(JSON.stringify(object).length).toBeLessThan(250_000);
      }
      expect(built).toContain(`image: ${KUBERNETES.exporter_image}\n`);
      expect(built).toContain(`- --default-branch=${DEFAULT_BRANCH}\n`);
    },
  );

  it('builds the example service, watched under the labels that rules and dashboards look for', () => {
    const built = execFileSync(kubectl, ['kustomize', `${k8s}example`], { encoding: 'utf8' });
    const objects = objectsOf(built);
    for (const object of objects) expect(() => validate(object)).not.toThrow();
    expect(objects.map(({ kind }) => kind).sort()).toEqual(['Deployment', 'Service', 'ServiceMonitor']);
    const monitor = objects.find(({ kind }) => kind === 'ServiceMonitor');
    expect(monitor?.metadata.labels).toEqual({ release: KUBERNETES.release });
    expect(monitor?.spec).toMatchObject({
      endpoints: [
        {
          port: 'http',
          relabelings: [
            { targetLabel: 'job', replacement: 'services' },
            { targetLabel: 'service', replacement: 'releases' },
          ],
        },
      ],
    });
  });

  it('gives each volume of the plain overlay what it names', () => {
    const built = execFileSync(kubectl, ['kustomize', `${k8s}overlays/plain`], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const names = objectsOf(built).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const mounted = [...built.matchAll(/configMap:\s+name: (\S+)/g)].map(([, name]) => name);
    for (const name of mounted) expect(names).toContain(`ConfigMap ${name}`);
    expect(mounted).toEqual(expect.arrayContaining(DASHBOARDS.map(({ uid }) => `dashboard-${uid}`)));
    const rules = parse(read('plain/files/prometheus.yml')) as { rule_files: string[] };
    for (const path of rules.rule_files) {
      expect(existsSync(`${k8s}plain/files/${path.replace('rules/', '')}`)).toBe(true);
      expect(read('plain/kustomization.yaml')).toContain(path.replace('rules/', 'files/'));
    }
  });
});
