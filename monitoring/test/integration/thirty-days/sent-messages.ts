import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, freePort, startProgram } from '@perf-suite/testing/real-server';
import { parse, stringify } from 'yaml';
import { alertmanagerConfig } from '../../../src/alertmanager/alertmanager-config.js';
import { loopbackDelivery } from '../../../src/alertmanager/receivers.js';
import { type Message, startReceivers } from '../alert-path.js';
import type { Labels } from './firing-alerts.js';

const TEMPLATES = fileURLToPath(new URL('../../../alertmanager/templates/', import.meta.url));

/** What Prometheus tells Alertmanager at one moment. */
export interface Update {
  readonly atMs: number;
  readonly starts: readonly { readonly labels: Labels; readonly annotations: Labels }[];
  readonly ends: readonly { readonly labels: Labels; readonly annotations: Labels }[];
}

export interface Sent {
  readonly atMs: number;
  readonly messages: readonly Message[];
}

interface Route {
  receiver: string;
  matchers?: string[];
  group_wait?: string;
  group_interval?: string;
  mute_time_intervals?: string[];
  routes?: Route[];
}

/** How long a group waits here, and a step's last message, which shows that every group of the step was sent. */
const WAIT = { group: '200ms', last: '900ms' };

/**
 * Sends the updates to a real Alertmanager, one moment after the other, and returns what arrived at the receivers
 * after each. Routes, inhibition and templates are those of production; only waiting is shorter, and maintenance,
 * which depends on the real clock, never is.
 */
export async function messagesOf(
  updates: readonly Update[],
  options: Parameters<typeof alertmanagerConfig>[0] extends infer O ? Omit<O & object, 'delivery'> : never,
): Promise<Sent[]> {
  const folder = await mkdtemp(join(tmpdir(), 'perf-messages-'));
  const receivers = await startReceivers();
  await cp(TEMPLATES, join(folder, 'templates'), { recursive: true });
  const text = alertmanagerConfig({ ...options, delivery: loopbackDelivery(receivers) });
  await writeFile(join(folder, 'alertmanager.yml'), spedUp(text, `${receivers.http}/step`));
  const url = `http://127.0.0.1:${await freePort()}`;
  const alertmanager = startProgram('prometheus-alertmanager', [
    `--config.file=${join(folder, 'alertmanager.yml')}`,
    `--storage.path=${join(folder, 'data')}`,
    '--data.retention=800h',
    `--web.listen-address=${url.slice('http://'.length)}`,
    '--cluster.listen-address=',
  ]);
  try {
    await eventually(async () => ((await fetch(`${url}/-/ready`)).ok ? true : null), {
      withinMs: 60_000,
      what: 'Alertmanager to be ready',
    });
    const sent: Sent[] = [];
    for (const [step, update] of updates.entries()) {
      const before = receivers.messages.length;
      await post(url, update, step);
      await eventually(
        async () => (receivers.messages.slice(before).some((one) => isStep(one, step)) ? true : null),
        { withinMs: 60_000, what: `the messages of step ${step}` },
      );
      const messages = receivers.messages.slice(before).filter(({ channel }) => channel !== 'step');
      if (messages.length > 0) sent.push({ atMs: update.atMs, messages });
    }
    return sent;
  } finally {
    await alertmanager.stop();
    await receivers.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function isStep({ channel, body }: Message, step: number): boolean {
  return channel === 'step' && body.includes(`"step":"${step}"`);
}

/** Begins now, in the clock that Alertmanager has: it does not let an old alert wait for its group. */
async function post(url: string, { starts, ends }: Update, step: number): Promise<void> {
  const now = new Date();
  const later = new Date(now.getTime() + 86_400_000).toISOString();
  const alerts = [
    ...starts.map((alert) => ({ ...alert, startsAt: now.toISOString(), endsAt: later })),
    ...ends.map((alert) => ({ ...alert, startsAt: now.toISOString(), endsAt: now.toISOString() })),
    {
      labels: { alertname: 'Step', step: String(step) },
      annotations: {},
      startsAt: now.toISOString(),
      endsAt: later,
    },
  ];
  const answer = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  if (!answer.ok) throw new Error(`Alertmanager: ${answer.status} ${await answer.text()}`);
}

function spedUp(text: string, stepUrl: string): string {
  const config = parse(text) as { route: Route; receivers: object[] };
  const shorten = (route: Route) => {
    route.group_wait = WAIT.group;
    route.group_interval = WAIT.group;
    delete route.mute_time_intervals;
    for (const one of route.routes ?? []) shorten(one);
  };
  shorten(config.route);
  config.route.routes?.unshift({
    receiver: 'step',
    matchers: ['alertname="Step"'],
    group_wait: WAIT.last,
    ...{ group_by: ['step'] },
  });
  config.receivers.push({ name: 'step', webhook_configs: [{ url: stepUrl, send_resolved: false }] });
  return stringify(config);
}
