import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDemoRepository } from '@perf-suite/testing/demo-repository';
import { eventually, startProgram } from '@perf-suite/testing/real-server';

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
const WATCHERS = 2;

/**
 * Starts a real live run that compares a pull request with main, for some minutes, with two watchers of its stream.
 * It serves its metrics on the port until it is stopped.
 */
export async function startLiveRun(metricsPort: number): Promise<{ stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'perf-live-run-'));
  const { work, pulls } = makeDemoRepository(folder);
  await symlink(path('examples/node_modules'), join(work, 'node_modules'));
  execFileSync('git', ['checkout', '--quiet', pulls.slower.branch], { cwd: work });
  const settings = ['--against', 'main', '--all', '--min-effect', '0.1%', '--time', '300ms'];
  const live = ['--live', '--live-keep', '10m', '--port', '0', '--metrics-port', String(metricsPort)];
  const run = startProgram(
    process.execPath,
    [path('packages/perf-suite/bin/perf-suite.js'), 'run', ...settings, ...live],
    { cwd: work },
  );
  const address = await eventually(async () => /ws:\S+/.exec(run.output())?.[0] ?? null, {
    withinMs: 60_000,
    what: 'the stream of the live run',
  });
  const watchers = Array.from({ length: WATCHERS }, () =>
    startProgram(process.execPath, [path('packages/stream/bin/perf-stream.js'), 'watch', '--quiet', address]),
  );
  return {
    stop: async () => {
      for (const program of [...watchers, run]) await program.stop('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
