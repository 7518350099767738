import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { alertmanagerConfig } from '../src/alertmanager/alertmanager-config.js';
import { CHANNEL_SECRETS, withChannels } from '../src/alertmanager/channel-secrets.js';
import { PRODUCTION_DELIVERY } from '../src/alertmanager/receivers.js';
import { CHANNELS as ALL_CHANNELS, type Channel } from '../src/settings/settings-schema.js';

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
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly profiles?: readonly string[];
  readonly extra_hosts?: readonly string[];
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
      const [source = '', , mode = ''] = volume.split(':');
      expect(mode).not.toContain('rslave');
      if (source.startsWith('./deployed')) expect(read('up')).toContain(source.slice(2));
      else if (source.startsWith('./'))
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

it('Prometheus reaches every service that it scrapes, and runs on the host', () => {
  const { extra_hosts = [], ...prometheus } = compose.services.prometheus ?? { image: '' };
  const hosts = extra_hosts.map((entry) => entry.split(':')[0]);
  expect(hosts).toContain('host.docker.internal');
  const { scrape_configs } = parse(read('prometheus/prometheus.yml')) as {
    scrape_configs: { static_configs?: { targets: string[] }[] }[];
  };
  for (const target of scrape_configs.flatMap(({ static_configs = [] }) =>
    static_configs.flatMap(({ targets }) => targets),
  )) {
    const [host = ''] = target.split(':');
    if (host === 'localhost' || hosts.includes(host)) continue;
    expect(compose.services[host]?.networks).toEqual(prometheus.networks);
    expect(compose.services[host]?.profiles).toBeUndefined();
  }
});

it('compose.secure.yml changes only how Prometheus and Grafana are reached', () => {
  const secure = parse(read('compose.secure.yml')) as {
    services: Record<string, ComposeService & { command?: string[] }>;
  };
  const plain = (compose.services.prometheus as ComposeService & { command: string[] }).command;
  const { prometheus } = secure.services;
  expect(prometheus?.command).toEqual([...plain, '--web.config.file=/run/secrets/prometheus_web']);
  for (const [name, { secrets = [] }] of Object.entries(secure.services)) {
    expect(secrets).toEqual(expect.arrayContaining([...(compose.services[name]?.secrets ?? [])]));
  }
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
    const always = Object.entries(compose.services).filter(([, { profiles }]) => profiles === undefined);
    expect(devcontainer.runServices).toEqual(always.map(([name]) => name));
    for (const file of devcontainer.dockerComposeFile ?? [])
      expect(read(`../.devcontainer/${file}`)).toContain('services:');
  });
});

describe('monitoring/up', () => {
  const clones: string[] = [];
  afterAll(() => clones.forEach((clone) => void rmSync(clone, { recursive: true, force: true })));

  /** A clone with these secrets, and a `docker` that says how it was called. */
  function prepare(secrets: Readonly<Record<string, string>>, args: readonly string[] = ['--prepare']) {
    const clone = mkdtempSync(join(tmpdir(), 'perf-up-'));
    clones.push(clone);
    for (const name of ['up', 'alertmanager', 'settings.yaml']) {
      cpSync(`${monitoring}${name}`, join(clone, 'monitoring', name), { recursive: true });
    }
    mkdirSync(join(clone, 'monitoring/secrets'));
    for (const [name, value] of Object.entries(secrets)) {
      writeFileSync(join(clone, 'monitoring/secrets', name), value);
    }
    writeFileSync(join(clone, 'docker'), '#!/bin/sh\necho "docker $*" "$PERF_RUNS" "$PERF_LIVE"\n', {
      mode: 0o755,
    });
    const printed = execFileSync(join(clone, 'monitoring/up'), args, {
      encoding: 'utf8',
      cwd: clone,
      env: { ...process.env, PATH: `${clone}:${process.env.PATH}`, PERF_RUNS: 'project/runs' },
    });
    return { clone, printed };
  }

  it('makes the folders before the engine would, and every secret that compose wants', () => {
    const { clone } = prepare({});
    for (const folder of ['project/runs', 'project/live']) {
      expect(statSync(join(clone, folder)).uid).toBe(process.getuid?.());
    }
    expect(readdirSync(join(clone, 'monitoring/secrets')).sort()).toEqual(
      Object.keys(compose.secrets).sort(),
    );
    expect(compose.services.alertmanager?.secrets?.slice().sort()).toEqual(
      Object.values(CHANNEL_SECRETS).sort(),
    );
    for (const name of ['exporter_token', 'grafana_password']) {
      expect(readFileSync(join(clone, 'monitoring/secrets', name), 'utf8')).toMatch(/^\w{20,}$/);
    }
  });

  it.each([[[]], [['slack']], [['email', 'webhook']], [[...ALL_CHANNELS]]] as [Channel[]][])(
    'leaves out the receivers that have no secret: with %j',
    (channels) => {
      const values = channels.map((channel) => [CHANNEL_SECRETS[channel], 'https://example.com'] as const);
      const { clone, printed } = prepare({
        discord_url: 'http://127.0.0.1:9/not-configured',
        ...Object.fromEntries(values),
      });
      const deployed = readFileSync(join(clone, 'monitoring/deployed/alertmanager/alertmanager.yml'), 'utf8');
      const all = alertmanagerConfig({ delivery: PRODUCTION_DELIVERY });
      expect(parse(deployed)).toEqual(parse(withChannels(all, channels)));
      for (const channel of ALL_CHANNELS) {
        expect(printed.includes(CHANNEL_SECRETS[channel])).toBe(!channels.includes(channel));
      }
    },
  );

  it('takes its arguments in any order', () => {
    const { clone, printed } = prepare({}, ['--build', '--profile', 'scale', '--profile=tracing', 'grafana']);
    const folders = `${clone}/project/runs ${clone}/project/live`;
    expect(printed).toContain(
      `docker compose -f compose.yml --profile scale --profile=tracing up --detach --wait --build grafana ${folders}\n`,
    );
  });
});
