import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { VERSIONS } from './install-tools.js';
import type { Changes, Tool } from './tool.js';
import type { Workplace } from './workplace.js';

/**
 * `labs -n base -b` on base, `labs -n head -c` on head: it prints a verdict. Then `labs compare head` once
 * more with a lower limit, which judges the same saved samples.
 */
export const labsCompare: Tool = {
  name: `@pmndrs/labs ${VERSIONS['@pmndrs/labs']} compare`,
  async compare(place) {
    await rm(join(place.folder, 'labs', '.labs'), { recursive: true, force: true });
    await writeConfig(place, 'labs', '');
    await place.checkOut('base');
    await labs(place, 'labs', ['-n', 'base', '-b']);
    await place.checkOut('head');
    const usual = readComparison(await labs(place, 'labs', ['-n', 'head', '-c']));
    await writeConfig(place, 'labs-lower-limit', 'minDelta: 0.025,');
    const lower = readComparison(await labs(place, 'labs-lower-limit', ['compare', 'head']));
    return {
      flagged: {
        'its verdict, at its defaults': usual.slower,
        'its verdict, minDelta 2.5 %': lower.slower,
      },
      changes: { p50: usual.p50 },
      refused: usual.skipped,
    };
  },
};

async function writeConfig(place: Workplace, subfolder: string, extra: string): Promise<void> {
  const folder = join(place.folder, subfolder);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  await writeFile(
    join(folder, 'labs.config.ts'),
    `import { defineConfig } from '@pmndrs/labs';
export default defineConfig({
  benchDir: '../labs',
  benchMatch: '**/*.bench.js',
  resultsDir: '../labs/.labs',
  ${extra}
});
`,
  );
}

function labs(place: Workplace, subfolder: string, flags: readonly string[]): Promise<string> {
  return place.run(subfolder, [place.bin('labs'), ...flags], { env: place.installedFirst });
}

/**
 * Returns what a printed comparison says: a row with ▲, ▼ or ■ for each benchmark, and a list of those that
 * it would not judge.
 * @throws {Error} when it compared nothing, or fewer or more than it counts itself
 */
export function readComparison(printed: string): {
  readonly slower: string[];
  readonly p50: Changes;
  readonly skipped: string[];
} {
  const comparison = stripVTControlCharacters(printed).split('━━ compare')[1];
  if (comparison === undefined) throw new Error(`labs: expected a comparison, found:\n${printed}`);
  const rows = [...comparison.matchAll(/^ {2}([▲▼■]) (\S+) +\S+ +\S+ +([+-]?[\d.]+)% /gm)];
  const skipped = [...comparison.matchAll(/^ {2}· (\S+) +(?:noisy|too few)/gm)].map(([, name]) =>
    String(name),
  );
  const matched = Number(/matched: (\d+)/.exec(comparison)?.[1]);
  if (rows.length + skipped.length !== matched) {
    throw new Error(
      `labs: expected ${matched} benchmarks, found ${rows.length + skipped.length} in:\n${comparison}`,
    );
  }
  return {
    slower: rows.filter(([, symbol]) => symbol === '▼').map(([, , name]) => String(name)),
    p50: Object.fromEntries(rows.map(([, , name, percent]) => [name, Number(percent) / 100])),
    skipped,
  };
}
