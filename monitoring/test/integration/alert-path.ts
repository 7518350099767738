import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMAND } from '@perf-suite/testing/exporter-command';
import { eventually, freePort, type RunningProgram, startProgram } from '@perf-suite/testing/real-server';
import { SMTPServer } from 'smtp-server';
import { alertmanagerConfig } from '../../src/alertmanager/alertmanager-config.js';
import { loopbackDelivery } from '../../src/alertmanager/receivers.js';
import { prometheusConfig } from '../../src/prometheus/prometheus-config.js';

export interface Message {
  /** `slack`, `discord`, `pagerduty`, `webhook`, `watchdog` or `email`. */
  readonly channel: string;
  readonly body: string;
  readonly atMs: number;
}

/** Plays every service that Alertmanager can send to, on loopback, and keeps what it gets. */
export async function startReceivers() {
  const messages: Message[] = [];
  const http = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      messages.push({ channel: (request.url ?? '').slice(1), body, atMs: Date.now() });
      // PagerDuty answers 202, the others 200; Slack's "ok" is checked by newer versions.
      response.writeHead(request.url === '/pagerduty' ? 202 : 200).end('ok');
    });
  }).listen(0, '127.0.0.1');
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      let body = '';
      stream.on('data', (part) => {
        body += part;
      });
      stream.on('end', () => {
        messages.push({ channel: 'email', body, atMs: Date.now() });
        done();
      });
    },
  });
  // An Alertmanager that is killed breaks off what it was sending.
  smtp.on('error', () => undefined);
  await new Promise<void>((resolve) => http.once('listening', resolve));
  const smtpServer = smtp.listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => smtpServer.once('listening', resolve));
  return {
    messages,
    http: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    smtp: `127.0.0.1:${(smtpServer.address() as AddressInfo).port}`,
    stop: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
    },
  };
}

export interface AlertPath {
  readonly runs: string;
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  readonly messages: Message[];
  readonly programs: Readonly<Record<'exporter' | 'prometheus' | 'alertmanager', RunningProgram>>;
  /** Starts one again with the data it had. */
  restart(name: 'exporter' | 'prometheus' | 'alertmanager'): Promise<void>;
  stop(): Promise<void>;
}

const PROMETHEUS_FOLDER = fileURLToPath(new URL('../../prometheus/', import.meta.url));
const TEMPLATES = fileURLToPath(new URL('../../alertmanager/templates/', import.meta.url));

/** Starts run folder -> exporter -> Prometheus -> Alertmanager -> receivers, with the rules and routes of production. */
export async function startAlertPath(): Promise<AlertPath> {
  const folder = await mkdtemp(join(tmpdir(), 'perf-alerts-'));
  const runs = join(folder, 'runs');
  await mkdir(runs);
  const receivers = await startReceivers();
  const ports = { exporter: await freePort(), prometheus: await freePort(), alertmanager: await freePort() };
  const at = (name: keyof typeof ports) => `127.0.0.1:${ports[name]}`;
  const config = prometheusConfig({
    exporter: at('exporter'),
    prometheus: at('prometheus'),
    alertmanager: at('alertmanager'),
    pushgateway: null,
    node: null,
    remoteWrite: null,
    exporterTokenFile: null,
    live: { folder: 'live', loopback: null },
  });
  await cp(join(PROMETHEUS_FOLDER, 'rules'), join(folder, 'rules'), { recursive: true });
  await cp(TEMPLATES, join(folder, 'templates'), { recursive: true });
  await writeFile(join(folder, 'prometheus.yml'), config);
  const delivery = loopbackDelivery(receivers);
  await writeFile(join(folder, 'alertmanager.yml'), alertmanagerConfig({ delivery }));

  const commands: Record<keyof typeof ports, () => RunningProgram> = {
    exporter: () =>
      startProgram(process.execPath, [COMMAND, 'serve', '--runs', runs, '--port', String(ports.exporter)]),
    prometheus: () =>
      startProgram('prometheus', [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'prometheus')}`,
        `--web.listen-address=${at('prometheus')}`,
      ]),
    alertmanager: () =>
      startProgram('prometheus-alertmanager', [
        `--config.file=${join(folder, 'alertmanager.yml')}`,
        `--storage.path=${join(folder, 'alertmanager')}`,
        `--web.listen-address=${at('alertmanager')}`,
        '--cluster.listen-address=',
      ]),
  };
  const ready = { exporter: '/readyz', prometheus: '/-/ready', alertmanager: '/-/ready' };
  const programs = {} as Record<keyof typeof ports, RunningProgram>;
  const start = async (name: keyof typeof ports) => {
    programs[name] = commands[name]();
    await eventually(async () => ((await fetch(`http://${at(name)}${ready[name]}`)).ok ? true : null), {
      withinMs: 90_000,
      what: `${name} to be ready`,
    });
  };
  for (const name of ['exporter', 'alertmanager', 'prometheus'] as const) await start(name);
  const prometheusUrl = `http://${at('prometheus')}`;
  // Alerts that fire before Prometheus knows an Alertmanager are not sent at first.
  await eventually(
    async () => {
      const answer = await fetch(`${prometheusUrl}/api/v1/alertmanagers`);
      const { data } = (await answer.json()) as { data: { activeAlertmanagers: unknown[] } };
      return data.activeAlertmanagers.length > 0 ? true : null;
    },
    { withinMs: 90_000, what: 'Prometheus to know Alertmanager' },
  );
  return {
    runs,
    prometheusUrl,
    alertmanagerUrl: `http://${at('alertmanager')}`,
    messages: receivers.messages,
    programs,
    restart: start,
    stop: async () => {
      await Promise.all(Object.values(programs).map((program) => program.stop()));
      await receivers.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
