import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importedText } from './imported.js';

const time = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
/** What all formats can name, the lines of text among them. */
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_/=]{0,20}$/);
const results = fc.uniqueArray(
  fc.record({ name, ms: time, all: fc.array(time, { minLength: 1, maxLength: 250 }) }),
  {
    minLength: 1,
    maxLength: 5,
    selector: (one) => one.name,
  },
);
type Result = { readonly name: string; readonly ms: number; readonly all: readonly number[] };

/** What each tool writes of these results, with its own unit. */
const WRITERS: Readonly<Record<string, (all: readonly Result[]) => string>> = {
  'github-action-benchmark': (all) =>
    JSON.stringify(all.map(({ name, ms }) => ({ name, unit: 'ms', value: ms }))),
  bencher: (all) =>
    JSON.stringify(Object.fromEntries(all.map(({ name, ms }) => [name, { latency: { value: ms * 1e6 } }]))),
  go: (all) => all.map(({ name, ms }) => `Benchmark${name} 100 ${ms * 1e6} ns/op\n`).join(''),
  hyperfine: (all) =>
    JSON.stringify({ results: all.map(({ name, ms }) => ({ command: name, median: ms / 1e3 })) }),
  'pytest-benchmark': (all) =>
    JSON.stringify({
      benchmarks: all.map(({ name, ms }) => ({ fullname: name, stats: { median: ms / 1e3 } })),
    }),
  'google-benchmark': (all) =>
    JSON.stringify({
      context: {},
      benchmarks: all.map(({ name, ms }) => ({ name, iterations: 1, real_time: ms, time_unit: 'ms' })),
    }),
  jmh: (all) =>
    JSON.stringify(
      all.map(({ name, ms }) => ({
        benchmark: name,
        mode: 'avgt',
        primaryMetric: { score: ms, scoreUnit: 'ms/op', scoreError: 'NaN' },
      })),
    ),
};

describe.each(Object.entries(WRITERS))('%s', (format, write) => {
  it('gives the numbers that were written, under their names, in nanoseconds', async () => {
    await fc.assert(
      fc.asyncProperty(results, async (all) => {
        const runs = await importedText(write(all));
        expect(runs).toHaveLength(1);
        expect(runs[0]?.source).toBe(format);
        const found = new Map(runs[0]?.points.map((point) => [point.benchmark, point]));
        expect(found.size).toBe(all.length);
        for (const { name, ms } of all) {
          const point = found.get(format === 'go' ? `Benchmark${name}` : name);
          expect(point).toMatchObject({ unit: 'ns', better: 'lower', p95: null });
          expect((point?.p50 ?? 0) / (ms * 1e6)).toBeCloseTo(1, 9);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

it('of samples, p50 lies between the least and the largest, and p95 is there from 100 on', async () => {
  await fc.assert(
    fc.asyncProperty(results, async (all) => {
      const text = JSON.stringify({
        benchmarks: all.map(({ name, all: data }) => ({ fullname: name, stats: { median: 0, data } })),
      });
      const [run] = await importedText(text);
      for (const [i, point] of (run?.points ?? []).entries()) {
        const data = all[i]?.all ?? [];
        expect(point.p50).toBeGreaterThanOrEqual(Math.min(...data) * 1e9);
        expect(point.p50).toBeLessThanOrEqual(Math.max(...data) * 1e9);
        expect(point.p95 === null).toBe(data.length < 100);
        expect(point.roundP50).toEqual([point.p50]);
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});

it('any other JSON gives runs or a clear error, in every format', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.json(),
      fc.constantFrom(...Object.keys(WRITERS), 'vitest', 'mitata', 'k6'),
      async (text, format) => {
        const failure = await importedText(text, { format }).then(
          () => null,
          (error: unknown) => error,
        );
        if (failure !== null)
          expect(failure).toMatchObject({
            code: 'bad-file',
            message: expect.stringContaining('results.json'),
          });
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});
