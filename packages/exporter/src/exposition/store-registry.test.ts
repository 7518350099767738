import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { counter, gauge, type HistogramDefinition } from '../catalogue/metric-definition.js';
import { MetricStore } from '../store/metric-store.js';
import { scrape, seriesValue } from '../testing/scrape.js';

const ODD = 'quote " backslash \\ newline \n and ünïcode €';

const heat = gauge({ name: 'heat', help: 'Heat with \\ and\nnewline.', labels: ['room', 'floor'] });
const visits = counter({ name: 'visits_total', help: 'Visits.', labels: ['room'] });
const stays: HistogramDefinition<'room'> = {
  type: 'histogram',
  name: 'stay',
  help: 'Stays.',
  unit: null,
  labels: ['room'],
  bounds: [0.5, 1.5, 2.5],
  observedPerUnit: 1,
};

function filledStore(): MetricStore {
  const store = new MetricStore({ seriesCap: 1_000 });
  store.set(heat, { room: ODD, floor: '1' }, 1.5e-9);
  store.set(heat, { room: 'b', floor: '2' }, Number.POSITIVE_INFINITY);
  store.add(visits, { room: ODD }, 3);
  store.observe(stays, { room: 'a' }, [0.5, 0.6, 2, 99]);
  return store;
}

function filledRegistry(registry: Registry): Registry {
  const registers = [registry];
  const gaugeOf = new Gauge({ name: 'heat', help: heat.help, labelNames: ['room', 'floor'], registers });
  gaugeOf.set({ room: ODD, floor: '1' }, 1.5e-9);
  gaugeOf.set({ room: 'b', floor: '2' }, Number.POSITIVE_INFINITY);
  new Counter({ name: 'visits_total', help: 'Visits.', labelNames: ['room'], registers }).inc(
    { room: ODD },
    3,
  );
  const histogram = new Histogram({
    name: 'stay',
    help: 'Stays.',
    labelNames: ['room'],
    buckets: [0.5, 1.5, 2.5],
    registers,
  });
  for (const value of [0.5, 0.6, 2, 99]) histogram.observe({ room: 'a' }, value);
  return registry;
}

/** Lines without order, and bounds as numbers: ours are written as Prometheus 3 stores them. */
function meaning(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && line !== '# EOF')
    .map((line) => line.replace(/le="(\d+)\.0"/, 'le="$1"'))
    .sort();
}

describe('StoreRegistry', () => {
  it('says what prom-client counts by itself from the same data, as text', async () => {
    const theirs = await filledRegistry(new Registry()).metrics();
    expect(meaning(await scrape(filledStore()))).toEqual(meaning(theirs));
  });

  it('says what prom-client counts by itself from the same data, in OpenMetrics', async () => {
    const registry = new Registry();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    const theirs = await filledRegistry(registry).metrics();
    expect(meaning(await scrape(filledStore(), 'openmetrics'))).toEqual(meaning(theirs));
  });

  it('gives a summary the quantiles that prom-client finds among many values', async () => {
    const values = Array.from({ length: 101 }, (_, i) => i);
    const registry = new Registry();
    const percentiles = [0.5, 0.9];
    const theirs = new Summary({ name: 'took', help: 'Took.', percentiles, registers: [registry] });
    const store = new MetricStore({ seriesCap: 10 });
    for (const value of values) {
      theirs.observe(value);
      store.summarize(
        { type: 'summary', name: 'took', help: 'Took.', unit: null, labels: [], quantiles: percentiles },
        {},
        value,
      );
    }
    const ours = await scrape(store);
    const expected = await registry.metrics();
    for (const series of ['took_sum', 'took_count']) {
      expect(seriesValue(ours, series)).toBe(seriesValue(expected, series));
    }
    for (const quantile of percentiles) {
      const series = `took{quantile="${quantile}"}`;
      // prom-client estimates with a t-digest.
      expect(Math.abs((seriesValue(ours, series) ?? 0) - (seriesValue(expected, series) ?? 99))).toBeLessThan(
        1.01,
      );
    }
  });

  it('shows an exemplar in OpenMetrics and leaves it out of the text format', async () => {
    const store = new MetricStore({ seriesCap: 10 });
    const exemplar = { labels: { commit_hash: 'abc' }, value: 1, timestampSeconds: 1700000000.5 };
    store.add(visits, { room: 'a' }, 1, exemplar);
    expect(await scrape(store, 'openmetrics')).toContain(
      'visits_total{room="a"} 1 # {commit_hash="abc"} 1 1700000000.5\n',
    );
    expect(await scrape(store)).toContain('visits_total{room="a"} 1\n');
  });
});
