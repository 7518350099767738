import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHROMIUM_PATH } from '@perf-suite/testing/chromium';
import { BENCHMARKS } from '../workload-list.js';
import { VERSIONS } from './install-tools.js';
import type { Tool } from './tool.js';

/** Pages loaded for each variant, by turns. Its default of 50, and 3 min more, is several times the budget. */
const PAGE_LOADS = 20;

const CHROMEDRIVER = process.env.CHROMEDRIVER_PATH ?? '/usr/bin/chromedriver';

interface Report {
  readonly benchmarks: readonly {
    readonly measurement: { readonly name: string };
    /** Against each of the report's benchmarks in turn, in percent; null against itself. */
    readonly differences: readonly ({ readonly percentChange: { low: number; high: number } } | null)[];
  }[];
}

/** The workload in a headless browser, a fresh page for each sample, base and head by turns. */
export const tachometer: Tool = {
  name: `tachometer ${VERSIONS.tachometer}`,
  async compare(place) {
    for (const variant of ['base', 'head'] as const) {
      await place.checkOut(variant);
      const flags = ['page.js', '--bundle', '--format=iife', `--outfile=${variant}.js`];
      await place.run('tachometer', [place.bin('esbuild'), ...flags, '--log-level=error']);
      const page = `<!doctype html><meta charset="utf-8"><script src="${variant}.js"></script>\n`;
      await writeFile(join(place.folder, 'tachometer', `${variant}.html`), page);
    }
    await writeFile(join(place.folder, 'tachometer', 'tachometer.json'), JSON.stringify(configuration()));
    const command = [place.bin('tach'), '--config', 'tachometer.json', '--json-file', 'out.json'] as const;
    await place.run('tachometer', command, { env: { SE_CHROMEDRIVER: CHROMEDRIVER } });
    const text = await readFile(join(place.folder, 'tachometer', 'out.json'), 'utf8');
    const intervals = intervalsOf(JSON.parse(text));
    return {
      flagged: {
        'its interval is above 0': BENCHMARKS.filter((name) => (intervals.lower[name] ?? 0) > 0),
      },
      changes: intervals,
      refused: [],
    };
  },
};

function configuration(): unknown {
  return {
    sampleSize: PAGE_LOADS,
    timeout: 0,
    benchmarks: ['base', 'head'].map((variant) => ({
      name: variant,
      url: `${variant}.html`,
      browser: { name: 'chrome', headless: true, binary: CHROMIUM_PATH, addArguments: ['--no-sandbox'] },
      measurement: BENCHMARKS.map((name) => ({
        name,
        mode: 'expression',
        expression: `window.millisecondsPerIteration[${JSON.stringify(name)}]`,
      })),
    })),
  };
}

/** Returns the bounds of its 95 % interval of the change of the mean, as ratios. */
function intervalsOf({ benchmarks }: Report): Record<'lower' | 'upper', Record<string, number>> {
  const count = benchmarks.length / 2;
  const bounds = benchmarks.slice(count).map(({ measurement, differences }, index) => {
    const difference = differences[index];
    if (difference == null || benchmarks[index]?.measurement.name !== measurement.name) {
      throw new Error(`tachometer: expected base and head of ${measurement.name} side by side`);
    }
    return [measurement.name, difference.percentChange] as const;
  });
  return {
    lower: Object.fromEntries(bounds.map(([name, { low }]) => [name, low / 100])),
    upper: Object.fromEntries(bounds.map(([name, { high }]) => [name, high / 100])),
  };
}
