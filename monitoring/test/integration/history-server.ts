import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMAND, startServing } from '@perf-suite/testing/exporter-command';
import { type RealPrometheus, startPrometheus } from '@perf-suite/testing/real-prometheus';
import { eventually } from '@perf-suite/testing/real-server';

export interface HistoryServer {
  readonly prometheus: RealPrometheus;
  stop(): Promise<void>;
}

/**
 * Starts a real Prometheus that holds a history of runs, backfilled with values each `step` (such as `1h`),
 * and scrapes a real exporter of the same runs, and the metrics of a live run, each second.
 * Needs prometheus and promtool.
 */
export async function startHistoryServer(options: {
  /** Writes the history's run and report files into a folder. */
  readonly write: (runsFolder: string) => Promise<unknown>;
  readonly step: string;
  /** Host and port of the metrics of a live run, whether or not one goes on yet. */
  readonly liveTarget: string;
}): Promise<HistoryServer> {
  const cleanUps: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  };
  const folder = await mkdtemp(join(tmpdir(), 'perf-dashboards-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  try {
    const runs = join(folder, 'runs');
    const data = join(folder, 'data');
    const openMetrics = join(folder, 'history.om');
    await mkdir(runs);
    await options.write(runs);
    const backfill = ['backfill', '--runs', runs, '--out', openMetrics, '--step', options.step, '-q'];
    execFileSync(process.execPath, [COMMAND, ...backfill]);
    // In blocks of two hours, the default, promtool would read the whole file for each of them.
    const blocks = ['create-blocks-from', 'openmetrics', '--max-block-duration', '768h'];
    execFileSync('promtool', ['tsdb', ...blocks, openMetrics, data], { stdio: 'pipe' });
    const { url, program: exporter } = await startServing('--runs', runs);
    cleanUps.push(() => exporter.stop());
    const { host } = new URL(url);
    const targets = [host, options.liveTarget].map((target) => `'${target}'`).join(', ');
    const prometheus = await startPrometheus('prometheus', {
      dataFolder: data,
      scrape: `  - job_name: perf-exporter\n    static_configs: [{ targets: [${targets}] }]\n`,
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
