import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BENCHMARK_METRICS } from '../catalogue/benchmark-metrics.js';
import { gauge } from '../catalogue/metric-definition.js';
import { MetricStore } from '../store/metric-store.js';
import { Exposition } from './exposition.js';
import { renderInSlices } from './sliced-rendering.js';
import { StoreRegistry } from './store-registry.js';
import { viewsOf } from './views.js';

const heat = gauge({ name: 'heat', help: 'Heat.', labels: ['room'] });
const age = gauge({ name: 'age', help: 'Age.' });

function setUp(seriesCount = 1) {
  const results = new MetricStore({ seriesCap: 1_000_000 });
  const own = new MetricStore({ seriesCap: 10 });
  own.set(age, {}, 1);
  for (let i = 0; i < seriesCount; i++) results.set(heat, { room: `room ${i}` }, i);
  const exposition = new Exposition({ results, own, compatibility: true, nowMs: () => 0 });
  const text = async (format: 'text' | 'openmetrics' = 'text') =>
    Buffer.concat([...(await exposition.body(format, { gzip: false }))]).toString();
  return { results, own, exposition, text };
}

describe('Exposition', () => {
  it('renders results only when they changed, and its own metrics at each scrape', async () => {
    const { results, own, exposition, text } = setUp();
    await text();
    own.set(age, {}, 2);
    expect(await text()).toContain('age 2\n');
    expect(exposition.renderingCount).toBe(1);
    results.set(heat, { room: 'room 0' }, 7);
    expect(await text()).toContain('heat{room="room 0"} 7\n');
    expect(exposition.renderingCount).toBe(2);
  });

  it('shares one rendering between scrapes that come at once', async () => {
    const { exposition, text } = setUp(5_000);
    const bodies = await Promise.all([text(), text(), text()]);
    expect(new Set(bodies).size).toBe(1);
    expect(exposition.renderingCount).toBe(1);
  });

  it('renders again what changed while a rendering was under way', async () => {
    const { results, text } = setUp(5_000);
    const early = text();
    results.set(heat, { room: 'late' }, 1);
    await early;
    expect(await text()).toContain('heat{room="late"} 1\n');
  });

  it('gives the same text compressed, in one gzip member', async () => {
    const { exposition, text } = setUp(3_000);
    for (const format of ['text', 'openmetrics'] as const) {
      const compressed = Buffer.concat([...(await exposition.body(format, { gzip: true }))]);
      expect(gunzipSync(compressed).toString()).toBe(await text(format));
    }
  });

  it('says what a metric is once, however many slices its series fill', async () => {
    const { text } = setUp(3_000);
    for (const format of ['text', 'openmetrics'] as const) {
      const lines = (await text(format)).split('\n');
      expect(lines.filter((line) => line.startsWith('# HELP heat '))).toHaveLength(1);
      expect(lines.filter((line) => line.startsWith('# TYPE heat '))).toHaveLength(1);
      expect(lines.filter((line) => line.startsWith('heat{'))).toHaveLength(3_000);
    }
  });

  it('ends OpenMetrics, and only that, with EOF', async () => {
    const { text } = setUp();
    expect((await text('openmetrics')).endsWith('\n# EOF\n')).toBe(true);
    expect(await text()).not.toContain('EOF');
  });
});

describe('renderInSlices', () => {
  it('lets the event loop run whenever a slice has taken its time', async () => {
    const { results } = setUp(20_000);
    let turns = 0;
    let clockMs = 0;
    const counting = setInterval(() => turns++, 0);
    let rendering = true;
    const spin = () => {
      if (rendering) setImmediate(spin);
      turns++;
    };
    setImmediate(spin);
    // Each look at the clock is 5 ms later than the last one, so that every chunk ends a slice.
    const chunks = await renderInSlices(
      viewsOf(results, { compatibility: true }),
      new StoreRegistry('text'),
      () => (clockMs += 5),
    );
    rendering = false;
    clearInterval(counting);
    expect(chunks.length).toBeGreaterThan(10);
    expect(turns).toBeGreaterThanOrEqual(chunks.length - 2);
  });
});

it('writes each bound of the execution time in three digits', async () => {
  const store = new MetricStore({ seriesCap: 1_000 });
  const labels = { benchmark_name: 'parse', environment: 'ci', branch: 'main' };
  store.observe(BENCHMARK_METRICS.executionTime, labels, [1e3]);
  const [view] = viewsOf(store, { compatibility: false });
  expect(view?.bounds).toHaveLength(131);
  for (const { text } of view?.bounds ?? [])
    expect(text).toMatch(/^(\d\.\d{0,2}e-\d\d|\de-\d\d|0\.0*[1-9]\d{0,2}|\d+\.\d{1,2})$/);
});
