import { spawnSync } from 'node:child_process';
import { PerfError } from '@perf-suite/schema';

/**
 * Asks the Node that measures whether it takes the flags: else every file would fail to load, each as if its own code had
 * ended the process.
 * @throws {PerfError} `bad-usage` with Node's own words
 */
export function checkNodeFlags(flags: readonly string[], program = process.execPath): void {
  if (flags.length === 0) return;
  const { status, stderr } = spawnSync(program, [...flags, '--version'], { encoding: 'utf8' });
  if (status === 0) return;
  throw new PerfError(
    'bad-usage',
    `nodeFlags: expected flags that the Node takes, found ${flags.join(' ')}: ${stderr.trim()}`,
    { hint: 'Correct them in --node-flags, PERF_SUITE_NODE_FLAGS or the config; node --help lists them.' },
  );
}
