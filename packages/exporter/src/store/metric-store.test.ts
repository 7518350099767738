import { describe, expect, it } from 'vitest';
import { counter, gauge, type HistogramDefinition } from '../catalogue/metric-definition.js';
import { MetricStore } from './metric-store.js';

const heat = gauge({ name: 'heat_ratio', help: 'Heat.', labels: ['room'] });
const visits = counter({ name: 'visits_total', help: 'Visits.', labels: ['room'] });
const stays: HistogramDefinition<'room'> = {
  type: 'histogram',
  name: 'stay_seconds',
  help: 'Stays.',
  unit: 'seconds',
  labels: ['room'],
  bounds: [1, 2],
  observedPerUnit: 1,
};

describe('MetricStore', () => {
  it('changes its version when a value changes and not when the same value is set again', () => {
    const store = new MetricStore({ seriesCap: 10 });
    store.set(heat, { room: 'a' }, 1);
    const { version } = store;
    store.set(heat, { room: 'a' }, 1);
    expect(store.version).toBe(version);
    store.set(heat, { room: 'a' }, 2);
    expect(store.version).toBeGreaterThan(version);
  });

  it('creates a counter at 0 when 0 is added', () => {
    const store = new MetricStore({ seriesCap: 10 });
    store.add(visits, { room: 'a' }, 0);
    expect([...(store.families.get('visits_total')?.series.values() ?? [])]).toMatchObject([{ value: 0 }]);
  });

  it('refuses series beyond the cap and counts each refused one once, in lines', () => {
    const store = new MetricStore({ seriesCap: 6 });
    store.observe(stays, { room: 'a' }, [0.5]);
    store.observe(stays, { room: 'b' }, [0.5]);
    store.observe(stays, { room: 'b' }, [0.5]);
    expect(store.seriesCount).toBe(5);
    expect(store.droppedCount).toBe(5);
    store.set(heat, { room: 'a' }, 1);
    store.set(heat, { room: 'b' }, 1);
    expect(store.seriesCount).toBe(6);
    expect(store.droppedCount).toBe(6);
  });

  it('makes room again when series are removed', () => {
    const store = new MetricStore({ seriesCap: 1 });
    store.set(heat, { room: 'a' }, 1);
    store.remove(heat, { room: 'a' });
    store.set(heat, { room: 'b' }, 1);
    expect(store.seriesCount).toBe(1);
    expect(store.droppedCount).toBe(0);
  });

  it('removes a subject from every metric that has the label, and from no other', () => {
    const store = new MetricStore({ seriesCap: 100 });
    const total = gauge({ name: 'house_ratio', help: 'All rooms.' });
    store.set(heat, { room: 'a' }, 1);
    store.set(heat, { room: 'b' }, 1);
    store.set(total, {}, 1);
    store.observe(stays, { room: 'a' }, [1]);
    store.removeEverywhere({ room: 'a' });
    expect(store.families.get('heat_ratio')?.series.size).toBe(1);
    expect(store.families.get('stay_seconds')?.series.size).toBe(0);
    expect(store.families.get('house_ratio')?.series.size).toBe(1);
    expect(store.seriesCount).toBe(2);
  });
});
