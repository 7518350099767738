import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findProgram } from '@perf-suite/testing/real-server';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { PRODUCTION_DELIVERY } from '../src/alertmanager/receivers.js';

const monitoring = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string) => readFileSync(`${monitoring}${path}`, 'utf8');

interface ComposeService {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly deploy?: { readonly resources: { readonly limits: { cpus: string; memory: string } } };
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
}

const compose = parse(read('compose.yml'), { merge: true }) as {
  services: Record<string, ComposeService>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
};

describe.each(Object.entries(compose.services))('compose service %s', (_name, service) => {
  it('is pinned, healthy and hardened', () => {
    expect(service.image).toMatch(/:v?\d+\.\d+\.\d+$/);
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(service.deploy?.resources.limits).toEqual({
      cpus: expect.any(String),
      memory: expect.any(String),
    });
  });

  it('listens on loopback only and holds no secret in its environment', () => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    for (const [name, value] of Object.entries(service.environment ?? {})) {
      if (/PASSWORD|TOKEN|KEY|SECRET/.test(name))
        expect(`${name}=${value}`).toMatch(/__FILE=\/run\/secrets\//);
    }
  });

  it('mounts only secrets, volumes and files that exist', () => {
    for (const secret of service.secrets ?? []) expect(Object.keys(compose.secrets)).toContain(secret);
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':');
      if (source.startsWith('./'))
        expect(readdirSync(`${monitoring}${source.slice(2).split('/')[0]}`)).toBeDefined();
      else if (!/^[$/]/.test(source)) expect(Object.keys(compose.volumes)).toContain(source);
    }
  });
});

it('the exporter image is made of sources alone: no secret, installed or built folder comes into it', () => {
  const ignored = read('../.dockerignore').split('\n');
  expect(ignored).toEqual(
    expect.arrayContaining(['.git', 'monitoring/secrets', '**/node_modules', '**/dist']),
  );
  expect(read('exporter-image/Dockerfile')).toContain('tsc -b packages/exporter');
});

describe('.devcontainer', () => {
  it('puts a pinned workspace beside services that exist', () => {
    const devcontainer = JSON.parse(read('../.devcontainer/devcontainer.json')) as Record<
      string,
      string & string[]
    >;
    const workspace = parse(read('../.devcontainer/compose.yml')) as {
      services: Record<string, ComposeService>;
    };
    expect(Object.keys(workspace.services)).toEqual([devcontainer.service]);
    expect(workspace.services.workspace?.image).toMatch(/:\d+\.\d+\.\d+-/);
    for (const name of devcontainer.runServices ?? []) expect(Object.keys(compose.services)).toContain(name);
    for (const file of devcontainer.dockerComposeFile ?? [])
      expect(read(`../.devcontainer/${file}`)).toContain('services:');
  });
});

describe('monitoring/up', () => {
  it('makes every secret that compose and Alertmanager want', () => {
    const script = read('up');
    for (const name of Object.keys(compose.secrets)) expect(script).toContain(name);
    for (const path of JSON.stringify(PRODUCTION_DELIVERY).match(/\/run\/secrets\/\w+/g) ?? []) {
      expect(compose.services.alertmanager?.secrets).toContain(path.replace('/run/secrets/', ''));
    }
  });
});

const MODELS = { Deployment, NetworkPolicy, ConfigMap, PersistentVolumeClaim, Service };
const base = readdirSync(`${monitoring}k8s/base`).filter((name) => name !== 'kustomization.yaml');

describe('k8s/base', () => {
  it('is listed in full by the kustomization', () => {
    const { resources } = parse(read('k8s/base/kustomization.yaml')) as { resources: string[] };
    expect([...resources].sort()).toEqual([...base].sort());
  });

  it.each(base)('%s is valid by Kubernetes’ own schemas', (name) => {
    for (const document of parseAllDocuments(read(`k8s/base/${name}`))) {
      const object = document.toJS() as { kind: string; apiVersion: string };
      const Model = MODELS[object.kind as keyof typeof MODELS] as
        | (new (
            data: never,
          ) => { validate(): void })
        | undefined;
      if (Model === undefined) expect(object.apiVersion).toMatch(/^monitoring\.coreos\.com\/v1(alpha1)?$/);
      else expect(() => new Model(object as never).validate()).not.toThrow();
    }
  });

  it('refuses what is not valid', () => {
    const broken = { apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 'one' } };
    expect(() => new Deployment(broken as never).validate()).toThrow();
  });

  it('runs the exporter without rights it does not need', () => {
    const text = read('k8s/base/deployment.yaml');
    for (const line of [
      'runAsNonRoot: true',
      'readOnlyRootFilesystem: true',
      'allowPrivilegeEscalation: false',
      'drop: [ALL]',
    ]) {
      expect(text).toContain(line);
    }
  });
});

const kubectl = findProgram('kubectl', 'kubernetes-client') ?? '';

describe.skipIf(kubectl === '')('kubectl kustomize', () => {
  it.each(['base', 'overlays/development', 'overlays/production'])('builds %s', (folder) => {
    const built = execFileSync(kubectl, ['kustomize', `${monitoring}k8s/${folder}`], { encoding: 'utf8' });
    const kinds = parseAllDocuments(built).map((document) => (document.toJS() as { kind: string }).kind);
    expect(kinds.sort()).toEqual([
      'ConfigMap',
      'Deployment',
      'NetworkPolicy',
      'PersistentVolumeClaim',
      'PrometheusRule',
      'ScrapeConfig',
      'Service',
      'ServiceMonitor',
    ]);
  });
});
