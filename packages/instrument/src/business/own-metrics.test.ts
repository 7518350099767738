import { describe, expect, it, vi } from 'vitest';
import { ServiceMetrics } from '../service-metrics.js';
import { QUIET, scraped } from '../testing/scraped.js';

const failures = (metrics: ServiceMetrics) => scraped(metrics, 'instrument_failed_readings_total');

describe('declaring a metric of one’s own', () => {
  it.each([
    [
      { name: 'a b' },
      'histogram: expected a name of letters, digits and "_" such as "works_published_total", found "a b"',
    ],
    [{ name: undefined }, 'histogram: expected a name of letters'],
    [{ help: undefined }, 'histogram "own_seconds": expected a sentence as help, found undefined'],
    [{ labels: 'kind' }, 'labels: expected a list of label names such as ["kind"], found "kind"'],
    [{ labels: ['a-b'] }, 'expected label names of letters, digits and "_", found "a-b"'],
    [{ labels: ['le'] }, 'expected another label name than "le", which Prometheus sets itself'],
    [
      { labels: ['job'] },
      'expected another label name than "job", which Prometheus sets itself: for example "job_name"',
    ],
    [{ labels: ['instance'] }, 'expected another label name than "instance"'],
    [{ labelNames: ['kind'] }, 'histogram: expected name, help, labels, bounds, found "labelNames"'],
    [{ bounds: [2, 1] }, 'expected ascending finite bounds, found 2, 1'],
    [{ bounds: [1, Number.POSITIVE_INFINITY] }, 'expected ascending finite bounds'],
    [
      { bounds: undefined },
      'histogram "own_seconds": expected bounds, the upper ends of its buckets such as [0.01, 0.1, 1], found undefined',
    ],
    [{ bounds: [] }, 'found none'],
    [{ buckets: [1] }, 'histogram: expected name, help, labels, bounds, found "buckets"'],
  ])('refuses a histogram with %j', (options, message) => {
    const histogram = { name: 'own_seconds', help: 'Own.', bounds: [1], ...options };
    expect(() => new ServiceMetrics(QUIET).histogram(histogram as never)).toThrow(message);
  });

  it('checks counters and gauges alike', () => {
    const metrics = new ServiceMetrics(QUIET);
    for (const of of ['counter', 'gauge'] as const) {
      const declare = (options: object) => () =>
        metrics[of]({ name: 'own', help: 'Own.', ...options } as never);
      expect(declare({ name: '1x' })).toThrow(`${of}: expected a name`);
      expect(declare({ labels: ['job'] })).toThrow(`${of} "own": expected another label name than "job"`);
      expect(declare({ buckets: [1] })).toThrow(`${of}: expected name, help, labels, found "buckets"`);
    }
    expect(() => metrics.gauge({ name: 'own', help: 'Own.' }, 5 as never)).toThrow(
      'gauge "own": expected a function that reads it, found a number',
    );
  });

  it('says whose a name is that is taken', () => {
    const metrics = new ServiceMetrics(QUIET);
    metrics.counter({ name: 'sent_total', help: 'Sent.' });
    const again = (name: string) => () => metrics.counter({ name, help: 'Mine.' });
    expect(again('cache_hits_total')).toThrow(
      'counter "cache_hits_total": this package has a metric of this name already: choose another name',
    );
    expect(again('sent_total')).toThrow('counter "sent_total": there is a metric of this name already');
  });
});

describe('counting in a metric of one’s own', () => {
  it.each<[string, readonly unknown[], string]>([
    ['missing_label', [{ kinds: 'x' }], 'expected a string as label "kind", found undefined'],
    ['object_label', [{ kind: {} }], 'expected a string as label "kind", found an object of Object'],
    ['number_first', [3], "expected { kind: '...' } as labels, the first argument, found a number"],
    ['no_labels', [], "expected { kind: '...' } as labels, the first argument, found undefined"],
    ['falls', [{ kind: 'x' }, -1], 'expected a number from 0 on, since a counter never falls'],
    ['not_a_number', [{ kind: 'x' }, Number.NaN], 'expected a finite number, found NaN'],
    ['text', [{ kind: 'x' }, '2'], 'expected a finite number, found a string'],
  ])('warns once of a mistake, and counts nothing: %s', async (name, args, message) => {
    const metrics = new ServiceMetrics(QUIET);
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const counter = metrics.counter({ name, help: 'Own.', labels: ['kind'] });
    for (let i = 0; i < 2; i++) counter.add(...(args as [never]));
    expect(emit.mock.calls).toEqual([
      [
        `${name}: ${message}${message.includes('falls') ? ', found one below' : ''}: nothing is counted`,
        { type: 'MetricsWarning' },
      ],
    ]);
    emit.mockRestore();
    expect(await scraped(metrics, name)).toEqual([]);
  });

  it('counts by so many where it has no labels', async () => {
    const metrics = new ServiceMetrics(QUIET);
    const counter = metrics.counter({ name: 'sent_total', help: 'Sent.' });
    counter.add({}, 3);
    (counter.add as () => void)();
    expect(await scraped(metrics, 'sent_total')).toEqual(['sent_total 4']);
  });
});

describe('a gauge that is read at each scrape', () => {
  it('is not waited for longer than 3 s, and not started again while a reading is under way', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const metrics = new ServiceMetrics(QUIET);
      let starts = 0;
      let finish: (value: number) => void = () => undefined;
      metrics.gauge({ name: 'pending', help: 'Pending.' }, () => {
        starts++;
        return new Promise((resolve) => {
          finish = resolve;
        });
      });
      const first = scraped(metrics, 'pending');
      await vi.advanceTimersByTimeAsync(3_000);
      expect(await first).toEqual([]);
      // No timer moves: the second scrape does not wait for what is under way.
      expect(await scraped(metrics, 'pending')).toEqual([]);
      expect(starts).toBe(1);
      finish(7);
      await vi.advanceTimersByTimeAsync(0);
      const third = scraped(metrics, '');
      await vi.advanceTimersByTimeAsync(3_000);
      expect(await third).toContain('pending 7');
      expect(starts).toBe(2);
      finish(8);
      await vi.advanceTimersByTimeAsync(0);
      const fourth = failures(metrics);
      finish(9);
      await vi.advanceTimersByTimeAsync(3_000);
      expect(await fourth).toEqual(['instrument_failed_readings_total{metric="pending"} 3']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is left out until it was read once', async () => {
    const metrics = new ServiceMetrics(QUIET);
    let isBroken = true;
    metrics.gauge({ name: 'pending', help: 'Pending.' }, () => {
      if (isBroken) throw new Error('no database');
      return 4;
    });
    expect(await scraped(metrics, 'pending')).toEqual([]);
    isBroken = false;
    expect(await scraped(metrics, 'pending')).toEqual(['pending 4']);
  });

  it.each([['12'], [Number.NaN], [undefined], [[{ value: 1 }]], [[null]], [5]])(
    'counts a reading of %j as failed where it is no number for each label set',
    async (reading) => {
      const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const metrics = new ServiceMetrics(QUIET);
      const labels = reading === 5 ? ['kind'] : Array.isArray(reading) ? ['kind'] : [];
      metrics.gauge({ name: 'read_value', help: 'Read.', labels }, (() => reading) as never);
      expect(await scraped(metrics, 'read_value')).toEqual([]);
      await metrics.scrape();
      expect(await failures(metrics)).toHaveLength(1);
      emit.mockRestore();
    },
  );
});

describe('instrument_refused_series_total', () => {
  it('counts values that went to `other`, not series that begin', async () => {
    const metrics = new ServiceMetrics({ ...QUIET, seriesCap: 2 });
    for (const cache of ['a', 'b', 'c', 'd']) metrics.cacheHit(cache);
    for (const name of ['x', 'y', 'z']) metrics.rateLimitHit(name);
    for (const name of ['v', 'w', 'x']) metrics.trackOperation({ operation: 'get', table: name }, () => 1);
    expect(await scraped(metrics, 'cache_hits_total')).toContain('cache_hits_total{cache="other"} 2');
    // More metrics than the cap, each under its own name.
    expect((await scraped(metrics, 'instrument_refused_series_total')).sort()).toEqual([
      'instrument_refused_series_total{metric="cache_hits_total"} 2',
      'instrument_refused_series_total{metric="db_client_operation_duration_seconds"} 1',
      'instrument_refused_series_total{metric="rate_limit_hits_total"} 1',
    ]);
  });
});
