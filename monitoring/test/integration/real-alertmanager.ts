import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, freePort, type RunningProgram, startProgram } from '@perf-suite/testing/real-server';

const TEMPLATES = fileURLToPath(new URL('../../alertmanager/templates/', import.meta.url));

export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Starts a real Alertmanager on loopback with this alertmanager.yml and the templates of production. */
export async function startAlertmanager(config: string) {
  const folder = await mkdtemp(join(tmpdir(), 'perf-alertmanager-'));
  await cp(TEMPLATES, join(folder, 'templates'), { recursive: true });
  await writeFile(join(folder, 'alertmanager.yml'), config);
  const host = `127.0.0.1:${await freePort()}`;
  const url = `http://${host}`;
  const begin = async () => {
    const program = startProgram('prometheus-alertmanager', [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=${host}`,
      '--cluster.listen-address=',
    ]);
    await eventually(async () => ((await fetch(`${url}/-/ready`)).ok ? true : null), {
      withinMs: 60_000,
      what: 'Alertmanager to be ready',
    }).catch((error: Error) => {
      throw new Error(`${error.message}\n${program.output()}`);
    });
    return program;
  };
  let program: RunningProgram = await begin();
  const send = async (path: string, body: unknown) => {
    const answer = await fetch(`${url}/api/v2/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`Alertmanager: ${answer.status} ${await answer.text()}`);
  };
  return {
    host,
    url,
    output: () => program.output(),
    post: (alerts: readonly PostedAlert[]) => send('alerts', alerts),
    /** Silences one alert by its name, as somebody does who looks after it. */
    silence: (alertname: string) =>
      send('silences', {
        matchers: [{ name: 'alertname', value: alertname, isRegex: false, isEqual: true }],
        startsAt: new Date(),
        endsAt: new Date(Date.now() + 600_000),
        createdBy: 'test',
        comment: 'looked after',
      }),
    /** Names of the alerts that others keep back. */
    keptBack: async (): Promise<string[]> => {
      const answer = await fetch(`${url}/api/v2/alerts?inhibited=true`);
      const alerts = (await answer.json()) as {
        labels: Record<string, string>;
        status: { inhibitedBy: string[] };
      }[];
      return alerts
        .filter(({ status }) => status.inhibitedBy.length > 0)
        .map(({ labels }) => labels.alertname ?? '');
    },
    /** Ends it, and starts it again with the data that it had. */
    restart: async () => {
      await program.stop();
      program = await begin();
    },
    stop: async () => {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
