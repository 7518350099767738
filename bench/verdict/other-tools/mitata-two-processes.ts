import { VERSIONS } from './install-tools.js';
import { changesOf, slowerThan, type Tool } from './tool.js';
import type { Workplace } from './workplace.js';

/** One process measures base, then another head; mitata compares nothing by itself, so a limit does. */
export const mitataTwoProcesses: Tool = {
  name: `mitata ${VERSIONS.mitata}, one process each`,
  async compare(place) {
    const base = await measure(place, 'base');
    const head = await measure(place, 'head');
    const p50 = changesOf(base.p50, head.p50);
    const avg = changesOf(base.avg, head.avg);
    return {
      flagged: {
        'p50 slower by > 2.5 %': slowerThan(p50, 0.025),
        'p50 slower by > 5 %': slowerThan(p50, 0.05),
        'avg slower by > 5 %': slowerThan(avg, 0.05),
      },
      changes: { p50, avg },
      refused: [],
    };
  },
};

async function measure(
  place: Workplace,
  variant: 'base' | 'head',
): Promise<Record<'avg' | 'p50', Record<string, number>>> {
  await place.checkOut(variant);
  const printed = await place.run('mitata', [process.execPath, '--expose-gc', 'measure.js']);
  const measured = Object.entries(JSON.parse(printed) as Record<string, { avg: number; p50: number }>);
  return {
    avg: Object.fromEntries(measured.map(([name, { avg }]) => [name, avg])),
    p50: Object.fromEntries(measured.map(([name, { p50 }]) => [name, p50])),
  };
}
