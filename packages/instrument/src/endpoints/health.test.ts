import { expect, it, vi } from 'vitest';
import { ServiceMetrics } from '../service-metrics.js';
import { QUIET } from '../testing/scraped.js';
import { Health } from './health.js';

it('a check that never ends is shown as failing at the same scrape, not as a failed reading', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const metrics = new ServiceMetrics(QUIET);
    new Health(metrics.store, { database: () => new Promise(() => undefined) });
    const scrape = metrics.scrape();
    await vi.advanceTimersByTimeAsync(5_000);
    const { body } = await scrape;
    expect(body).toContain('health_check_status{check="database"} 0');
    expect(body).not.toContain('instrument_failed_readings_total{');
  } finally {
    vi.useRealTimers();
  }
});
