import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, findProgram } from '@perf-suite/testing/real-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertmanagerConfig } from '../../src/alertmanager/alertmanager-config.js';
import { loopbackDelivery } from '../../src/alertmanager/receivers.js';
import { startReceivers } from './alert-path.js';
import { startAlertmanager } from './real-alertmanager.js';

const program = findProgram('prometheus-alertmanager', 'prometheus-alertmanager');
const AFTER_SECONDS = 12;

let receivers: Awaited<ReturnType<typeof startReceivers>>;
let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>;

interface Open {
  readonly labels: Readonly<Record<string, string>>;
  readonly startsAt: Date;
}
/** What fires; it is told again and again, as Prometheus does, also while Alertmanager is away. */
const open = new Map<string, Open>();
let telling: NodeJS.Timeout;

function fires(labels: Readonly<Record<string, string>> & { readonly alertname: string }) {
  open.set(JSON.stringify(labels), { labels, startsAt: new Date() });
  return tell();
}

async function tell(): Promise<void> {
  const endsAt = new Date(Date.now() + 120_000);
  await alertmanager.post([...open.values()].map((one) => ({ ...withSummary(one), endsAt })));
}

async function ends(alertname: string): Promise<void> {
  for (const [key, one] of open) {
    if (one.labels.alertname !== alertname) continue;
    open.delete(key);
    await alertmanager.post([{ ...withSummary(one), endsAt: new Date() }]);
  }
}

function withSummary(one: Open) {
  const { alertname, service } = one.labels;
  return { ...one, annotations: { summary: `${alertname} of ${service}`, description: 'As it is.' } };
}

const messagesTo = (channel: string, text: string) =>
  receivers.messages.filter((one) => one.channel === channel && one.body.includes(text));
const escalated = (text: string) => messagesTo('discord-escalation', text);
const arrived = (channel: string, text: string) =>
  eventually(async () => messagesTo(channel, text)[0] ?? null, {
    withinMs: 60_000,
    what: `${text} at ${channel}; there are ${receivers.messages.map((one) => one.channel).join(', ')}`,
  });

const critical = (alertname: string, service = 'releases') => ({ alertname, service, severity: 'critical' });

describe.skipIf(program === null)(
  'messages by topic, escalation and inhibition, by a real Alertmanager',
  () => {
    beforeAll(async () => {
      receivers = await startReceivers();
      alertmanager = await startAlertmanager(
        alertmanagerConfig({
          delivery: loopbackDelivery(receivers),
          topics: [
            { name: 'data', about: ['database', 'jobs'], slack_channel: '#data', webhooks: ['discord'] },
            { name: 'web', about: ['http', 'web-vitals'], webhooks: ['slack'] },
          ],
          escalation: {
            after: `${AFTER_SECONDS}s`,
            severities: ['critical'],
            slack_channel: '#on-call',
            webhooks: ['discord'],
            email: 'on-call@example.com',
          },
          inhibitions: [
            { cause: 'ServiceDatabaseErrors', consequences: ['ServiceCacheHitsLow'], same: ['service'] },
          ],
        }),
      );
      telling = setInterval(() => void tell().catch(() => undefined), 500);
    });
    afterAll(async () => {
      clearInterval(telling);
      await alertmanager?.stop();
      await receivers?.stop();
    });

    it('sends each to the channels of its topic, and what has none to the common ones', async () => {
      await fires(critical('ServiceDatabaseErrors'));
      await fires(critical('ServiceHttpErrors'));
      await fires({ alertname: 'ServiceJobFails', service: 'releases', severity: 'warning' });
      await fires({ alertname: 'ServiceRateLimited', service: 'releases', severity: 'warning' });
      expect((await arrived('slack', 'ServiceDatabaseErrors')).body).toContain('"channel":"#data"');
      await arrived('discord-data', 'ServiceDatabaseErrors');
      await arrived('pagerduty', 'ServiceDatabaseErrors');
      await arrived('slack-web', 'ServiceHttpErrors');
      expect((await arrived('slack', 'ServiceJobFails')).body).toContain('"channel":"#data"');
      await arrived('discord-data', 'ServiceJobFails');
      expect((await arrived('slack', 'ServiceRateLimited')).body).toContain('"channel":"#performance"');
      await arrived('discord', 'ServiceRateLimited');
      expect(messagesTo('slack', 'ServiceHttpErrors')).toEqual([]);
      expect(messagesTo('discord', 'ServiceJobFails')).toEqual([]);
    });

    it('keeps consequences back', async () => {
      const instance = 'releases:3001';
      await fires({ alertname: 'ServiceCacheHitsLow', service: 'releases', severity: 'warning' });
      await fires({ alertname: 'ServiceCacheHitsLow', service: 'other', severity: 'warning' });
      await fires({ ...critical('ServiceDown', 'ended'), instance });
      await fires({ ...critical('ServiceOpenFiles', 'ended'), instance });
      await fires({ alertname: 'ServiceTrafficGone', service: 'ended', severity: 'warning' });
      await fires({ ...critical('ServiceEventLoopLag', 'late'), instance });
      await fires({ alertname: 'ServiceHttpSlow', service: 'late', severity: 'warning', http_route: '/' });
      await fires({ ...critical('ServiceHttpSlow', 'late'), http_route: '/works' });
      await eventually(async () => ((await alertmanager.keptBack()).length >= 4 ? true : null), {
        withinMs: 30_000,
        what: 'alerts to be kept back',
      });
      expect((await alertmanager.keptBack()).sort()).toEqual([
        'ServiceCacheHitsLow',
        'ServiceHttpSlow',
        'ServiceOpenFiles',
        'ServiceTrafficGone',
      ]);
      for (const name of ['ServiceCacheHitsLow', 'ServiceTrafficGone', 'ServiceDown', 'ServiceHttpSlow']) {
        await ends(name);
      }
      await ends('ServiceEventLoopLag');
    });

    it('escalates what stays open, each once, also over a restart, and says when it is over', async () => {
      // Before: a short one, one that somebody looks after, and a warning, all at the same time.
      await fires(critical('ServiceNotificationsFail'));
      await fires(critical('ServiceOutboundErrors'));
      await fires({ alertname: 'ServiceLoginsFail', service: 'releases', severity: 'warning' });
      await fires(critical('ServiceHttpErrors', 'second'));
      const second = open.get(JSON.stringify(critical('ServiceHttpErrors', 'second')))?.startsAt as Date;
      await arrived('slack', 'ServiceOutboundErrors');
      await alertmanager.silence('ServiceOutboundErrors');
      await ends('ServiceNotificationsFail');
      await alertmanager.restart();

      const first = await arrived('discord-escalation', 'ServiceHttpErrors of second');
      const waitedSeconds = (first.atMs - second.getTime()) / 1_000;
      expect(waitedSeconds).toBeGreaterThanOrEqual(AFTER_SECONDS - 0.5);
      expect(first.body).toContain(`Open for ${AFTER_SECONDS}s: [CRITICAL]`);
      await arrived('discord-escalation', 'ServiceHttpErrors of releases');
      expect((await arrived('slack', 'ServiceHttpErrors of second')).body).toContain('#on-call');
      await arrived('email', 'ServiceHttpErrors of second');
      // A further alert of the same name waits as long as any.
      for (const service of ['releases', 'second']) {
        expect(escalated(`ServiceHttpErrors of ${service}`)).toHaveLength(1);
      }

      await ends('ServiceHttpErrors');
      await eventually(async () => (escalated('[RESOLVED]').length >= 2 ? true : null), {
        withinMs: 60_000,
        what: 'the word that it is over',
      });
      await sleep(2_000);
      for (const name of ['ServiceNotificationsFail', 'ServiceOutboundErrors', 'ServiceLoginsFail']) {
        expect(escalated(name)).toEqual([]);
      }
    });
  },
);
