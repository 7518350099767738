import { totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { MetricStore } from '../store/metric-store.js';
import { scrape, seriesValue } from '../testing/scrape.js';
import { collectSystem, stalledMicroseconds } from './system-metrics.js';

describe('collectSystem', () => {
  it('reports CPU, memory, load and disk of this machine', async () => {
    const store = new MetricStore({ seriesCap: 100 });
    await collectSystem(store, process.cwd());
    const text = await scrape(store);
    expect(seriesValue(text, 'system_memory_bytes{state="total"}')).toBe(totalmem());
    expect(seriesValue(text, 'system_cpu_seconds_total{mode="idle"}')).toBeGreaterThan(0);
    expect(seriesValue(text, 'system_load1')).toBeGreaterThanOrEqual(0);
    expect(text).toContain('system_disk_free_bytes{');
  });
});

describe('stalledMicroseconds', () => {
  it('reads the total of "some", not of "full"', () => {
    const text =
      'some avg10=0.12 avg60=0.05 avg300=0.01 total=157622\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=9\n';
    expect(stalledMicroseconds(text)).toBe(157_622);
    expect(stalledMicroseconds('')).toBeNull();
  });
});
