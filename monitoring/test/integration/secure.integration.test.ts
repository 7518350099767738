import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, findProgram, freePort, startProgram } from '@perf-suite/testing/real-server';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { datasources } from '../../src/grafana/provisioning.js';
import { prometheusConfig, SECURE_ACCESS } from '../../src/prometheus/prometheus-config.js';

const programs = [
  findProgram('prometheus', 'prometheus'),
  findProgram('htpasswd', 'apache2-utils'),
  findProgram('openssl', 'openssl'),
];
const [prometheus] = programs;
const monitoring = fileURLToPath(new URL('../../', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'perf-secure-'));
const secrets = join(folder, 'secrets');
/** A file of the containers, here. */
const here = (text: string) => text.replaceAll('/run/secrets', secrets);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function status(url: string, headers: Record<string, string>): Promise<{ code: number; body: string }> {
  return new Promise((resolve, reject) => {
    const ca = readFileSync(join(secrets, 'tls_certificate'));
    get(url, { ca, headers }, (response) => {
      let body = '';
      response.on('data', (part: Buffer) => {
        body += part.toString();
      });
      response.on('end', () => resolve({ code: response.statusCode ?? 0, body }));
    }).on('error', reject);
  });
}

describe.skipIf(programs.includes(null))('secure: true', () => {
  it('Prometheus speaks TLS, asks for the password, and still scrapes itself', async () => {
    cpSync(join(monitoring, 'make-certificates'), join(folder, 'make-certificates'));
    execFileSync(join(folder, 'make-certificates'), ['perf.example.org'], { stdio: 'pipe' });
    for (const name of readdirSync(secrets)) {
      writeFileSync(join(secrets, name), here(readFileSync(join(secrets, name), 'utf8')));
    }
    const port = await freePort();
    const config = prometheusConfig({
      exporter: '127.0.0.1:1',
      prometheus: `localhost:${port}`,
      secure: SECURE_ACCESS,
      alertmanager: '127.0.0.1:1',
      pushgateway: null,
      node: null,
      remoteWrite: null,
      exporterTokenFile: null,
      live: { folder: null, loopback: null },
    });
    writeFileSync(join(folder, 'prometheus.yml'), here(config).replaceAll('30s', '1s'));
    const server = startProgram(prometheus ?? '', [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--web.config.file=${join(secrets, 'prometheus_web')}`,
    ]);
    const url = `https://localhost:${port}`;
    const password = readFileSync(join(secrets, 'prometheus_password'), 'utf8');
    const authorization = `Basic ${Buffer.from(`prometheus:${password}`).toString('base64')}`;
    const up = `${url}/api/v1/query?query=${encodeURIComponent('up{job="prometheus"} == 1')}`;
    await eventually(
      async () => ((await status(up, { authorization })).body.includes('"value"') ? true : null),
      { withinMs: 60_000, what: `Prometheus to scrape itself: ${server.output()}` },
    );
    expect((await status(up, {})).code).toBe(401);
    execFileSync('promtool', ['check', 'web-config', join(secrets, 'prometheus_web')], { stdio: 'pipe' });
    await server.stop();
  });

  it('Grafana asks with the same password and certificate', () => {
    const provisioned = parse(datasources('prometheus:9090', SECURE_ACCESS)) as { datasources: object[] };
    expect(provisioned.datasources[0]).toMatchObject({
      url: 'https://prometheus:9090',
      basicAuthUser: 'prometheus',
      jsonData: { tlsAuthWithCACert: true },
      secureJsonData: {
        basicAuthPassword: '$__file{/run/secrets/prometheus_password}',
        tlsCACert: '$__file{/run/secrets/tls_certificate}',
      },
    });
  });
});
