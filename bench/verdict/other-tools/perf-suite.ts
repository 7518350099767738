import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judgeRun } from '@perf-suite/perf-guard';
import { readRunFile } from '@perf-suite/schema/node';
import type { Tool } from './tool.js';

const repository = new URL('../../../../', import.meta.url);
const command = fileURLToPath(new URL('bench/node_modules/.bin/perf-suite', repository));
const manifest: { version: string } = JSON.parse(
  await readFile(new URL('packages/perf-suite/package.json', repository), 'utf8'),
);

/** `perf-suite run --against` with its defaults. */
export const perfSuite: Tool = {
  name: `perf-suite ${manifest.version}`,
  async compare(place) {
    const out = join(place.folder, 'suite.run.json');
    const flags = [
      ...['run', '--cwd', place.head, '--against', place.base, '--out', out, '--quiet'],
      ...['--explain-time', '0s'],
    ];
    await place.run('.', [command, ...flags], { codes: [1, 3] });
    const { comparisons } = judgeRun(await readRunFile(out), {
      baselines: [],
      createdAt: new Date().toISOString(),
      runFile: null,
    });
    const named = (verdict: string) =>
      comparisons.filter((one) => one.verdict === verdict).map((one) => one.name);
    return {
      flagged: { 'its verdict': named('regressed') },
      changes: {
        p50: Object.fromEntries(
          comparisons.flatMap(({ name, percentiles }) => {
            const change = percentiles.find(({ percentile }) => percentile === 'p50')?.change;
            return change == null ? [] : [[name, change.point]];
          }),
        ),
      },
      refused: named('inconclusive'),
    };
  },
};
