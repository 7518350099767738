import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMAND, startServing } from '@perf-suite/testing/exporter-command';
import { type RealPrometheus, startPrometheus } from '@perf-suite/testing/real-prometheus';
import { eventually, freePort, startProgram } from '@perf-suite/testing/real-server';
import { ALERT_GROUPS } from '../../src/prometheus/alert-groups.js';
import { RECORDING_RULES } from '../../src/prometheus/recording-rules.js';
import { alertRules, recordingRules } from '../../src/prometheus/rule-files.js';

export interface HistoryServer {
  readonly prometheus: RealPrometheus;
  stop(): Promise<void>;
}

/** What must be installed, with the Debian package of each. */
export const HISTORY_PROGRAMS = {
  prometheus: 'prometheus',
  promtool: 'prometheus',
  'prometheus-node-exporter': 'prometheus-node-exporter',
} as const;

interface HistoryOptions {
  /** Writes the history's run and report files into a folder. */
  readonly write: (runsFolder: string) => Promise<unknown>;
  /** Seconds between two values of the history. */
  readonly stepSeconds: number;
  readonly days: number;
  /** For how long a value counts where no newer one is: no shorter than the step if lines are to have no gaps. */
  readonly lookbackSeconds?: number | undefined;
  /** Host and port of the metrics of a live run, whether or not one goes on yet. */
  readonly liveTarget: string;
}

/**
 * Starts a real Prometheus that holds a history of runs, backfilled together with the recorded series, evaluates all
 * rules, and scrapes a real exporter of the same runs, node_exporter, and the metrics of a live run, each second.
 */
export async function startHistoryServer(options: HistoryOptions): Promise<HistoryServer> {
  const cleanUps: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  };
  const folder = await mkdtemp(join(tmpdir(), 'perf-dashboards-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  try {
    const runs = join(folder, 'runs');
    const data = join(folder, 'data');
    const rules = join(folder, 'rules');
    for (const one of [runs, rules]) await mkdir(one);
    await options.write(runs);
    backfillRuns(folder, { runs, data, stepSeconds: options.stepSeconds });
    await backfillRecordedSeries(folder, data, options);
    // At each second evaluation, so that nobody waits a minute for the first.
    const recording = recordingRules(RECORDING_RULES).replace('interval: 1m', 'interval: 2s');
    await writeFile(join(rules, 'recording.yml'), recording);
    for (const group of ALERT_GROUPS) await writeFile(join(rules, `${group.name}.yml`), alertRules(group));
    const { url, program: exporter } = await startServing('--runs', runs);
    cleanUps.push(() => exporter.stop());
    const { host } = new URL(url);
    const node = `127.0.0.1:${await freePort()}`;
    const nodeExporter = startProgram('prometheus-node-exporter', [`--web.listen-address=${node}`]);
    cleanUps.push(() => nodeExporter.stop());
    const targets = {
      'perf-exporter': { targets: [host] },
      // As the target file of a run names it.
      'perf-live': { targets: [options.liveTarget], labels: { run: 'live-run' } },
      node: { targets: [node] },
    };
    const prometheus = await startPrometheus('prometheus', {
      dataFolder: data,
      lookbackSeconds: options.lookbackSeconds,
      ruleFiles: [join(rules, '*.yml')],
      scrape: Object.entries(targets)
        .map(([job, config]) => `  - job_name: ${job}\n    static_configs: [${JSON.stringify(config)}]\n`)
        .join(''),
    });
    cleanUps.push(() => prometheus.stop());
    // A rate needs some scrapes.
    await eventually(
      async () => {
        const counts = `sum_over_time(up{instance="${host}"}[1m])`;
        return ((await prometheus.query(counts))[0]?.value ?? 0) >= 5 ? true : null;
      },
      { withinMs: 180_000, what: 'five scrapes of the exporter' },
    );
    return { prometheus, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function backfillRuns(
  folder: string,
  { runs, data, stepSeconds }: { readonly runs: string; readonly data: string; readonly stepSeconds: number },
): void {
  const openMetrics = join(folder, 'history.om');
  const backfill = ['backfill', '--runs', runs, '--out', openMetrics, '--step', `${stepSeconds}s`, '-q'];
  execFileSync(process.execPath, [COMMAND, ...backfill]);
  createBlocks(openMetrics, data);
}

function createBlocks(openMetrics: string, data: string): void {
  // In blocks of two hours, the default, promtool would read the whole file for each of them.
  const blocks = ['create-blocks-from', 'openmetrics', '--max-block-duration', '768h'];
  execFileSync('promtool', ['tsdb', ...blocks, openMetrics, data], { stdio: 'pipe' });
}

/**
 * What Prometheus would have recorded, had it been there: one that has the history is asked. `promtool tsdb
 * create-blocks-from rules` gives the same, but writes hundreds of blocks of two hours.
 */
async function backfillRecordedSeries(
  folder: string,
  data: string,
  { stepSeconds, days, lookbackSeconds }: HistoryOptions,
): Promise<void> {
  const openMetrics = join(folder, 'recorded.om');
  const prometheus = await startPrometheus('prometheus', { dataFolder: data, lookbackSeconds });
  try {
    const end = Math.floor(Date.now() / 1_000 / stepSeconds) * stepSeconds;
    const range = { start: String(end - days * 86_400), end: String(end), step: String(stepSeconds) };
    const lines: string[] = [];
    for (const { record, expr } of RECORDING_RULES) {
      const answer = await fetch(
        `${prometheus.url}/api/v1/query_range?${new URLSearchParams({ query: expr, ...range })}`,
      );
      if (!answer.ok) throw new Error(`${expr}: ${await answer.text()}`);
      const { data } = (await answer.json()) as RangeAnswer;
      lines.push(`# TYPE ${record} gauge`);
      for (const { metric, values } of data.result) {
        const labels = Object.entries(metric)
          .filter(([name]) => name !== '__name__')
          .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
        for (const [time, value] of values) lines.push(`${record}{${labels.join(',')}} ${value} ${time}`);
      }
    }
    await writeFile(openMetrics, [...lines, '# EOF', ''].join('\n'));
  } finally {
    await prometheus.stop();
  }
  createBlocks(openMetrics, data);
}

interface RangeAnswer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [number, string])[];
    }[];
  };
}
