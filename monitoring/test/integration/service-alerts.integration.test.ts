import { execFileSync } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RealPrometheus, startPrometheus } from '@perf-suite/testing/real-prometheus';
import { eventually, findProgram, freePort } from '@perf-suite/testing/real-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { startService } from '../../../examples/service/started-service.js';
import { alertmanagerConfig } from '../../src/alertmanager/alertmanager-config.js';
import { loopbackDelivery } from '../../src/alertmanager/receivers.js';
import { SERVICE_ALERT_GROUPS } from '../../src/prometheus/services/service-alert-groups.js';
import { startReceivers } from './alert-path.js';
import { startAlertmanager } from './real-alertmanager.js';
import { calm, failing, restarting, slow, troubled } from './service-troubles.js';

const MONITORING = fileURLToPath(new URL('../../', import.meta.url));
const programs = [
  findProgram('prometheus', 'prometheus'),
  findProgram('prometheus-alertmanager', 'prometheus-alertmanager'),
];

/** What the simulations can make fire, by the service that has the trouble. */
const FIRE: Readonly<Record<string, readonly string[]>> = {
  failing: [
    'ServiceHttpErrors',
    'ServiceDatabaseErrors',
    'ServiceOutboundErrors',
    'ServiceNotificationsFail',
    'ServiceJobFails',
    'ServiceCalendarSyncFails',
    'ServiceErrorsMany',
    'ServiceAvailabilityBurn',
  ],
  slow: ['ServiceHttpSlow', 'ServiceRequestsPileUp', 'ServiceOutboundSlow', 'ServiceLatencyBurn'],
  troubled: [
    'ServiceEventLoopLag',
    'ServiceCacheHitsLow',
    'ServiceLoginsFail',
    'ServiceRateLimited',
    'ServiceLCPPoor',
    'ServiceINPPoor',
    'ServiceFCPPoor',
    'ServiceTTFBPoor',
    'ServiceCLSPoor',
  ],
  restarting: ['ServiceRestarts', 'ServiceDown'],
};

/** Why the others are left to promtool, which gives their rules made-up series. */
const NOT_HERE: Readonly<Record<string, string>> = {
  ServiceCpuHigh: 'needs a machine whose cores are all busy for minutes',
  ServiceMemoryHigh: 'needs a machine whose memory is full',
  ServiceDiskFull: 'needs a disk that is full',
  ServiceOpenFiles: 'needs hundreds of thousands of open files',
  ServiceDatabaseSlow: 'no simulation slows the database down',
  ServiceDatabaseWaiting: 'needs PostgreSQL without a free connection for minutes',
  ServiceTrafficGone: 'compares with an hour before',
  ServiceJobOverdue: 'needs a job without success for six hours',
  ServiceReleasesPending: 'needs a thousand pending releases',
  ServiceWorksMissing: 'the example always has works',
  ServiceReadingsFail: 'no reading of the example fails',
  ServiceSeriesRefused: 'the example has no label without a bound',
  ServiceScrapeSlow: 'Prometheus gives up before, at the scrape interval of this test',
};
/** What the load of the machine that the test runs on decides. */
const OF_MACHINE = ['ServiceCpuHigh', 'ServiceMemoryHigh', 'ServiceDiskFull', 'ServiceScrapeSlow'];

interface Fired {
  readonly alertname: string;
  readonly severity: string;
  readonly service: string;
}

let folder = '';
const ending = new AbortController();
setMaxListeners(0, ending.signal);
const stops: (() => Promise<unknown>)[] = [];
let prometheus: RealPrometheus;
let receivers: Awaited<ReturnType<typeof startReceivers>>;
let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>;

/** The rules that a team gets who names these services, and whose alerts need not last: `monitoring/configure`. */
async function configuredRules(targets: Readonly<Record<string, string>>): Promise<string[]> {
  const copy = join(folder, 'monitoring');
  await cp(MONITORING, copy, { recursive: true, filter: (path) => !path.endsWith('/node_modules') });
  await symlink(join(MONITORING, 'node_modules'), join(copy, 'node_modules'));
  const settings = parse(await readFile(join(MONITORING, 'settings.yaml'), 'utf8')) as object;
  const names = new Set(SERVICE_ALERT_GROUPS.flatMap(({ alerts }) => alerts.map(({ name }) => name)));
  await writeFile(
    join(copy, 'settings.yaml'),
    stringify({
      ...settings,
      services: Object.entries(targets).map(([name, target]) => ({ name, target })),
      service_alerts: [...names].map((alert) => ({ alert, for: '0s' })),
    }),
  );
  execFileSync(process.execPath, [join(copy, 'dist/configure.js')], { stdio: 'pipe' });
  const rules = join(copy, 'prometheus/service-rules');
  const ratios = join(rules, 'service-objective-ratios.yml');
  // Once a second instead of each 30: the only edit, so that the test need not wait.
  await writeFile(ratios, (await readFile(ratios, 'utf8')).replaceAll('interval: 30s', 'interval: 1s'));
  return (await readdir(rules)).map((name) => join(rules, name));
}

/** A summary up to its first number, which may be another by the time that it is looked at again. */
function beforeNumbers(summary: string): string {
  return JSON.stringify(summary.replace(/\d.*$/s, '')).slice(1, -1);
}

async function firing(): Promise<Fired[]> {
  const found = await prometheus.query('ALERTS{alertstate="firing"}');
  return found.map(({ labels: { alertname = '', severity = '', service = '' } }) => ({
    alertname,
    severity,
    service,
  }));
}

describe.skipIf(programs.includes(null))('alerts about services, fired for real', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'perf-service-alerts-'));
    receivers = await startReceivers();
    stops.push(() => receivers.stop());
    alertmanager = await startAlertmanager(alertmanagerConfig({ delivery: loopbackDelivery(receivers) }));
    stops.push(() => alertmanager.stop());
    const troubles = { calm, failing, slow, troubled };
    const services = await Promise.all(
      Object.entries(troubles).map(async ([name, trouble]) => {
        const { url, program } = await startService();
        stops.push(() => program.stop());
        return { name, url, trouble };
      }),
    );
    const port = await freePort();
    const targets = {
      ...Object.fromEntries(services.map(({ name, url }) => [name, new URL(url).host])),
      restarting: `127.0.0.1:${port}`,
    };
    const jobs = Object.entries(targets).map(([service, target]) => ({
      targets: [target],
      labels: { service },
    }));
    prometheus = await startPrometheus(programs[0] as string, {
      ruleFiles: await configuredRules(targets),
      scrape: `  - job_name: services\n    static_configs: ${JSON.stringify(jobs)}\n`,
      alertmanager: alertmanager.host,
    });
    stops.push(() => prometheus.stop());
    const startAfter = (earlierSeconds: number): Promise<number> =>
      eventually(
        async () => {
          const [start] = await prometheus.query('process_start_time_seconds{service="restarting"}');
          return start !== undefined && start.value > earlierSeconds ? start.value : null;
        },
        { withinMs: 60_000, what: 'a start to be seen' },
      );
    const running = [
      ...services.map(({ url, trouble }) => trouble(url, ending.signal)),
      restarting(port, startAfter),
    ];
    stops.push(() => Promise.allSettled(running));
  });
  afterAll(async () => {
    ending.abort();
    for (const stop of stops.reverse()) await stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('each that a simulation can cause fires, and reaches Alertmanager and a channel', {
    timeout: 300_000,
  }, async () => {
    const wanted = Object.entries(FIRE).flatMap(([service, names]) =>
      names.map((alertname) => ({ service, alertname })),
    );
    /** With the severities that fired. */
    const known = new Map<string, Set<string>>();
    const missing = () => wanted.filter(({ service, alertname }) => !known.has(`${service} ${alertname}`));
    await eventually(
      async () => {
        for (const { service, alertname, severity } of await firing()) {
          const key = `${service} ${alertname}`;
          known.set(key, (known.get(key) ?? new Set()).add(severity));
        }
        return missing().length === 0 || null;
      },
      { withinMs: 180_000, what: 'every alert' },
    ).catch(() => undefined);
    const rows = SERVICE_ALERT_GROUPS.flatMap(({ name: group, alerts }) =>
      [...new Set(alerts.map(({ name }) => name))].map((alert) => {
        const service = Object.keys(FIRE).find((one) => FIRE[one]?.includes(alert));
        const severities = [...(known.get(`${service} ${alert}`) ?? ['MISSING'])].sort().join(', ');
        const fired = service === undefined ? NOT_HERE[alert] : severities;
        return { group, alert, service: service ?? '', fired };
      }),
    );
    console.table(rows);
    expect(missing()).toEqual([]);
    // Each alert is one that fires here, or one with a reason why not.
    expect(rows.filter(({ fired }) => fired === undefined)).toEqual([]);
    const groups = new Set(rows.filter(({ service }) => service !== '').map(({ group }) => group));
    expect([...groups].sort()).toEqual(SERVICE_ALERT_GROUPS.map(({ name }) => name).sort());

    const sent = await eventually(
      async () => {
        const answer = await fetch(`${alertmanager.url}/api/v2/alerts`);
        const alerts = (await answer.json()) as {
          labels: Record<string, string>;
          annotations: Record<string, string>;
        }[];
        const texts = receivers.messages.map(({ body }) => body).join('\n');
        const arrived = new Set(
          alerts
            .filter(({ annotations }) => texts.includes(beforeNumbers(annotations.summary ?? '')))
            .map(({ labels }) => labels.alertname),
        );
        const without = SERVICE_ALERT_GROUPS.filter(
          ({ alerts }) => !alerts.some(({ name }) => arrived.has(name)),
        );
        return without.length === 0 ? arrived : null;
      },
      { withinMs: 60_000, what: 'a message of each group' },
    );
    console.log(`messages came about ${[...sent].sort().join(', ')}`);
  });

  it('none fires about a service that has no trouble', async () => {
    const wrong = (await firing()).filter(
      ({ service, alertname }) => service === 'calm' && !OF_MACHINE.includes(alertname),
    );
    expect(wrong).toEqual([]);
  });
});
