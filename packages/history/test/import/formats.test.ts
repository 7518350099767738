import { describe, expect, it } from 'vitest';
import { importedFixture } from './imported.js';

/** Format, benchmarks with unit and direction, and what the run can support. */
const EXPECTED = [
  [
    'vitest-4.json',
    'vitest',
    'summary',
    ['parse.bench.js#json > parse ns lower', 'parse.bench.js#json > stringify ns lower'],
  ],
  [
    'vitest-5.json',
    'vitest',
    'summary',
    [
      'parse.bench.js#json > both > stringify ns lower',
      'parse.bench.js#json > both > parse ns lower',
      'parse.bench.js#json > one > alone ns lower',
    ],
  ],
  [
    'mitata.json',
    'mitata',
    'summary',
    ['json > parse ns lower', 'json > stringify ns lower', 'fill 8 ns lower', 'fill 64 ns lower'],
  ],
  ['mitata-samples.json', 'mitata', 'rounds', ['parse ns lower p95']],
  ['node-bench.jsonl', 'node-bench', 'rounds', ['url.bench.mjs#URL > construct (input=short) ns lower']],
  [
    'benchmark-js.txt',
    'benchmark-js',
    'summary',
    ['json parse ops/s higher', 'json stringify ops/s higher', 'slow # 1 ops/s higher'],
  ],
  ['hyperfine.json', 'hyperfine', 'rounds', ['sleep 0.01 (n=1) ns lower', 'sleep 0.02 (n=2) ns lower']],
  [
    'google-benchmark.json',
    'google-benchmark',
    'summary',
    ['BM_Copy/8 ns lower', 'BM_Copy/64 ns lower', 'BM_Micro ns lower'],
  ],
  [
    'google-benchmark-repetitions.json',
    'google-benchmark',
    'rounds',
    ['BM_Copy/8 ns lower', 'BM_Copy/64 ns lower', 'BM_Micro ns lower'],
  ],
  [
    'go.txt',
    'go',
    'rounds',
    [
      'example.org/parse#BenchmarkParse-2 ns lower',
      'example.org/parse#BenchmarkParse-2 MB/s higher',
      'example.org/parse#BenchmarkParse-2 bytes lower',
      'example.org/parse#BenchmarkParse-2 allocs/op lower',
      'example.org/parse#BenchmarkSizes/size=8-2 ns lower',
      'example.org/parse#BenchmarkSizes/size=8-2 items/op higher',
    ],
  ],
  [
    'pytest-benchmark-samples.json',
    'pytest-benchmark',
    'rounds',
    ['test_parse.py::test_parse ns lower p95', 'test_parse.py::test_stringify ns lower p95'],
  ],
  [
    'pytest-benchmark.json',
    'pytest-benchmark',
    'summary',
    ['test_parse.py::test_parse ns lower', 'test_parse.py::test_stringify ns lower'],
  ],
  ['cargo-criterion.jsonl', 'cargo-criterion', 'rounds', ['norm ns lower']],
  ['criterion', 'criterion', 'rounds', ['numbers/parse ns lower', 'vec ns lower']],
  ['criterion/vec/new/estimates.json', 'criterion', 'rounds', ['vec ns lower']],
  ['libtest.txt', 'libtest', 'summary', ['numbers/parse ns lower', 'vec ns lower']],
  [
    'github-action-benchmark-custom.json',
    'github-action-benchmark',
    'summary',
    ['start of the server ns lower', 'heap after the test Megabytes lower', 'render ops/s higher'],
  ],
  [
    'bencher.json',
    'bencher',
    'summary',
    [
      'parse ns lower',
      'parse ops/s higher',
      '/bin/sh -c ./build.sh > build-time ns lower',
      'app > file-size bytes lower',
    ],
  ],
  [
    'jmh.json',
    'jmh',
    'summary',
    [
      'org.example.Parse.parse (size=8) ns lower',
      'org.example.Parse.parse (size=8) ops/s higher',
      'org.example.Parse.text [sample] ns lower p95',
      'org.example.Parse.start [ss] ns lower',
    ],
  ],
  [
    'k6-summary-export.json',
    'k6',
    'summary',
    [
      'http_req_duration ns lower p95',
      'http_req_duration{expected_response:true} ns lower p95',
      'http_reqs requests/s higher',
      'iteration_duration ns lower p95',
      'iterations ops/s higher',
    ],
  ],
  [
    'k6-handle-summary.json',
    'k6',
    'summary',
    [
      'http_req_duration ns lower p95',
      'http_reqs requests/s higher',
      'iteration_duration ns lower p95',
      'iterations ops/s higher',
      'queue_length  lower p95',
    ],
  ],
  [
    'k6-machine-readable.json',
    'k6',
    'summary',
    ['http_reqs requests/s higher', 'http_req_duration ns lower p95', 'iteration_duration ns lower p95'],
  ],
] as const;

describe.each(EXPECTED)('%s', (name, source, evidence, points) => {
  it(`is known as ${source}, and says no more than is in it`, async () => {
    const better = ['items/op=higher', 'queue_length=lower'];
    const [run, ...others] = await importedFixture(name, { better });
    expect(others).toEqual([]);
    expect(run).toMatchObject({ source, evidence });
    const found = run?.points.map(
      (point) => `${point.benchmark} ${point.unit} ${point.better}${point.p95 === null ? '' : ' p95'}`,
    );
    expect(found).toEqual(points);
    expect(run?.points.every(({ p50 }) => p50 > 0)).toBe(true);
    const again = await importedFixture(name, { better });
    expect(again[0]?.id).toBe(run?.id);
  });
});

describe('numbers', () => {
  it('become nanoseconds', async () => {
    const p50 = async (name: string, at = 0) =>
      (await importedFixture(name, { better: ['higher'] }))[0]?.points[at]?.p50;
    expect(await p50('vitest-4.json')).toBeCloseTo(291, 3);
    expect(await p50('vitest-5.json')).toBeCloseTo(411, 3);
    expect(await p50('hyperfine.json')).toBeGreaterThan(10e6);
    expect(await p50('google-benchmark.json', 2)).toBeCloseTo(3_025.37, 2);
    expect(await p50('k6-summary-export.json')).toBeCloseTo(110.47e6, 0);
    expect(await p50('jmh.json', 1)).toBeCloseTo(4.125e6, 6);
    expect(await p50('pytest-benchmark.json')).toBeCloseTo(1_802, 0);
  });

  it('of rounds are one for each process or repetition', async () => {
    const rounds = async (name: string) =>
      (await importedFixture(name, { better: ['higher'] }))[0]?.points[0]?.roundP50;
    expect(await rounds('go.txt')).toEqual([1541, 1471, 1282]);
    expect(await rounds('jmh.json')).toEqual([expect.closeTo(210, 6), expect.closeTo(260, 6)]);
    expect(await rounds('google-benchmark-repetitions.json')).toHaveLength(4);
    expect(await rounds('hyperfine.json')).toHaveLength(12);
    expect(await rounds('mitata-samples.json')).toHaveLength(1);
  });

  it('that a summary has of the spread are kept', async () => {
    const spread = async (name: string) => (await importedFixture(name))[0]?.points[0]?.spread;
    expect(await spread('benchmark-js.txt')).toBeCloseTo(1_076_282 * 0.3761, 6);
    expect(await spread('github-action-benchmark-custom.json')).toBe(3e6);
    expect(await spread('bencher.json')).toBeCloseTo(0.73, 6);
  });
});

describe('facts besides the numbers', () => {
  it('come from the file where it has them', async () => {
    const [python] = await importedFixture('pytest-benchmark.json');
    expect(python).toMatchObject({
      commit: null,
      branch: 'main',
      tool: { version: '3.2.2' },
      machine: { cpuModel: 'AMD EPYC' },
    });
    expect(new Date(python?.startedAtMs ?? 0).toISOString()).toMatch(/^2026-11-27/);
    const [mitata] = await importedFixture('mitata.json');
    expect(mitata?.machine).toMatchObject({ node: '20.20.2', os: 'x64-linux' });
    const [go] = await importedFixture('go.txt', { better: ['higher'] });
    expect(go).toMatchObject({ startedAtMs: Date.UTC(2026, 0, 31), machine: { os: 'linux amd64' } });
  });

  it('of k6 are its version, when it ended, and how long it took', async () => {
    const [run] = await importedFixture('k6-machine-readable.json');
    expect(run).toMatchObject({
      tool: { version: '1.7.1' },
      startedAtMs: Date.UTC(2026, 0, 15, 10, 29, 45, 123),
      finishedAtMs: Date.UTC(2026, 0, 15, 10, 30, 45, 123),
    });
  });

  it('of data.js are of each entry, which is a run', async () => {
    const runs = await importedFixture('github-action-benchmark-data.js');
    expect(
      runs.map(({ commit, points }) => [commit?.slice(0, 2), points[0]?.benchmark, points[0]?.unit]),
    ).toEqual([
      ['11', 'Node#parse', 'ops/s'],
      ['22', 'Node#parse', 'ops/s'],
      ['33', 'Node#parse', 'ops/s'],
      ['11', 'Rust#fib_20', 'ns'],
      ['22', 'Load#CPU', 'Percent'],
    ]);
    expect(runs[0]?.startedAtMs).toBe(Date.UTC(2025, 2, 1, 9, 5));
    expect(runs[3]?.points[0]?.spread).toBe(2802);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(5);
  });

  it('say where a benchmark failed', async () => {
    for (const name of ['mitata-samples.json', 'node-bench.jsonl', 'google-benchmark.json']) {
      expect((await importedFixture(name))[0]?.state).toBe('partial');
    }
    expect((await importedFixture('mitata.json'))[0]?.state).toBe('complete');
  });
});
