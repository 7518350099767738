import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VERSIONS } from './install-tools.js';
import { changesOf, slowerThan, type Tool } from './tool.js';
import type { Workplace } from './workplace.js';

interface Report {
  readonly files: readonly {
    readonly groups: readonly {
      readonly benchmarks: readonly { readonly name: string; readonly mean: number; readonly p75: number }[];
    }[];
  }[];
}

/**
 * `vitest bench --outputJson` on base, `vitest bench --compare` on head. It prints both sides and their
 * ratio, in blue above 1.00x and red below, and no verdict; so a limit on the mean is what users set.
 */
export const vitestCompare: Tool = {
  name: `vitest ${VERSIONS.vitest} bench --compare`,
  async compare(place) {
    await place.checkOut('base');
    const base = await bench(place, 'base', []);
    await place.checkOut('head');
    const head = await bench(place, 'head', ['--compare', reportPath(place, 'base')]);
    const mean = changesOf(base.mean, head.mean);
    return {
      flagged: {
        'mean slower by > 2.5 %': slowerThan(mean, 0.025),
        'mean slower by > 5 %': slowerThan(mean, 0.05),
        'mean slower by > 10 %': slowerThan(mean, 0.1),
      },
      changes: { mean, p75: changesOf(base.p75, head.p75) },
      refused: [],
    };
  },
};

async function bench(
  place: Workplace,
  variant: 'base' | 'head',
  flags: readonly string[],
): Promise<Record<'mean' | 'p75', Record<string, number>>> {
  const out = reportPath(place, variant);
  await place.run('vitest', [place.bin('vitest'), 'bench', '--run', '--outputJson', out, ...flags]);
  const report: Report = JSON.parse(await readFile(out, 'utf8'));
  const benchmarks = report.files.flatMap(({ groups }) => groups).flatMap((group) => group.benchmarks);
  const by = (statistic: 'mean' | 'p75') =>
    Object.fromEntries(benchmarks.map((one) => [one.name, one[statistic]]));
  return { mean: by('mean'), p75: by('p75') };
}

const reportPath = (place: Workplace, variant: string): string =>
  join(place.folder, 'vitest', `${variant}.json`);
