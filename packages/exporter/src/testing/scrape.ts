import { renderInSlices } from '../exposition/sliced-rendering.js';
import { StoreRegistry } from '../exposition/store-registry.js';
import { viewsOf } from '../exposition/views.js';
import type { MetricStore } from '../store/metric-store.js';

/** Returns a store's scrape as text. */
export async function scrape(
  store: MetricStore,
  format: 'text' | 'openmetrics' = 'text',
  options = { compatibility: true },
): Promise<string> {
  return Buffer.concat(
    await renderInSlices(viewsOf(store, options), new StoreRegistry(format), () => 0),
  ).toString('utf8');
}

/** Returns the value on the one line that starts with this series, or null if there is no such line. */
export function seriesValue(text: string, series: string): number | null {
  const lines = text.split('\n').filter((line) => line.startsWith(`${series} `));
  if (lines.length > 1) throw new RangeError(`${lines.length} lines for ${series}`);
  return lines[0] === undefined ? null : Number(lines[0].slice(series.length + 1).split(' ')[0]);
}
