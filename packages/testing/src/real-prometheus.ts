import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort, type RunningProgram, startProgram } from './real-server.js';

export interface RealPrometheus {
  readonly url: string;
  readonly program: RunningProgram;
  /** Instant query: each result's labels and value. */
  query(
    promql: string,
    timeSeconds?: number,
  ): Promise<readonly { readonly labels: Record<string, string>; readonly value: number }[]>;
  stop(): Promise<void>;
}

interface QueryAnswer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Record<string, string>;
      readonly value: readonly [number, string];
    }[];
  };
}

/** Starts a real Prometheus on loopback that scrapes the targets each second. */
export async function startPrometheus(
  binary: string,
  options: {
    readonly targets?: readonly string[];
    readonly dataFolder?: string;
    readonly scrape?: string;
    /** Paths or globs of rules files, evaluated each second. */
    readonly ruleFiles?: readonly string[];
    /** Host and port of the Alertmanager that gets the alerts. */
    readonly alertmanager?: string;
    /** For how long a value counts where no newer one is: 5 minutes, as usual, if left out. */
    readonly lookbackSeconds?: number | undefined;
  } = {},
): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'perf-prometheus-'));
  const port = await freePort();
  const targets = JSON.stringify(options.targets ?? []);
  const alerting =
    options.alertmanager === undefined
      ? ''
      : `alerting: { alertmanagers: [{ static_configs: [{ targets: ['${options.alertmanager}'] }] }] }\n`;
  await writeFile(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: 1s, evaluation_interval: 1s }\nrule_files: ${JSON.stringify(options.ruleFiles ?? [])}\n${alerting}scrape_configs:\n  - job_name: perf-suite\n    static_configs: [{ targets: ${targets} }]\n${options.scrape ?? ''}`,
  );
  const program = startProgram(binary, [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${options.dataFolder ?? join(folder, 'data')}`,
    '--storage.tsdb.retention.time=10y',
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-remote-write-receiver',
    `--query.lookback-delta=${options.lookbackSeconds ?? 300}s`,
    '--enable-feature=exemplar-storage',
  ]);
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => ((await fetch(`${url}/-/ready`)).ok ? true : null), {
    withinMs: 60_000,
    what: 'Prometheus to be ready',
  });
  return {
    url,
    program,
    query: async (promql, timeSeconds) => {
      const time = timeSeconds === undefined ? '' : `&time=${timeSeconds}`;
      const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(promql)}${time}`);
      if (!answer.ok) throw new Error(`${promql}: ${await answer.text()}`);
      const { data } = (await answer.json()) as QueryAnswer;
      return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    stop: async () => {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
