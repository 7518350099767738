import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchmarkMemory } from '@perf-suite/schema';
import { expect, it } from 'vitest';
import { newFolder, perfSuite, readRun } from '../failures/run-command.js';

const LONG_CALLS = `import { suite } from 'perf-suite';
export default suite(({ bench }) => {
  bench('long', () => {
    const until = performance.now() + 5;
    while (performance.now() < until);
  });
});
`;

it('calls of which 90 ms hold few are measured three times as long, unless a time is asked for', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'long.bench.js'), LONG_CALLS);
  const roundOf = async (
    ...flags: string[]
  ): Promise<{ memory: BenchmarkMemory | null; measuredCount: number }> => {
    const out = join(folder, 'a.run.json');
    const finished = await perfSuite(['run', '--cwd', folder, '--rounds', '1', '--out', out, ...flags]);
    expect(finished.exitCode, finished.stderr).toBe(0);
    const [round] = readRun(out, finished).benchmarks[0]?.rounds ?? [];
    if (round === undefined) throw new Error(finished.stderr);
    return round;
  };
  expect((await roundOf()).memory?.measuredMs).toBeGreaterThan(250);
  // Calls of 5 ms: 18 of them are 90 ms, however slow the machine is.
  expect((await roundOf('--time', '90ms')).measuredCount).toBeLessThan(20);
});
