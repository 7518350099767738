import { describe, expect, it } from 'vitest';
import { importedText } from './imported.js';

const bench = (more: object) => JSON.stringify([{ name: 'a', unit: 'ns', value: 1, ...more }]);
const goLine = (values: string) => `BenchmarkA-2 100 ${values}\n`;
const node = (data: object) => JSON.stringify({ type: 'bench:complete', data });

describe('a broken or hostile file is refused, by its name and place', () => {
  it.each([
    [
      'vitest',
      '{"files":[{"filepath":"a","groups":[{"fullName":"a","benchmarks":[{"name":"x","median":"1"}]}]}]}',
      '/files/0/groups/0/benchmarks/0/median expected a number, found "1"',
    ],
    [
      'vitest',
      '{"files":[{"filepath":"a","groups":[{"fullName":"a","benchmarks":[{"name":"x","median":1e999}]}]}]}',
      '/files/0/groups/0/benchmarks/0/median expected a finite number',
    ],
    [
      'vitest',
      '{"testResults":[{"name":"a","assertionResults":[{"benchmarks":[{"name":"x","tasks":[{"name":"y","latency":{"p50":-1}}]}]}]}]}',
      '/latency/p50 expected 0 or more, found -1',
    ],
    [
      'mitata',
      '{"benchmarks":[{"runs":[{"name":"a","stats":{"p50":1,"samples":[1,null]}}]}]}',
      '/benchmarks/0/runs/0/stats/samples/1 expected a number, found null',
    ],
    ['mitata', '{"benchmarks":{}}', '/benchmarks expected a list'],
    [
      'node-bench',
      node({ namePath: ['a'], samples: [{ operations: 0, duration_ns: '1' }] }),
      'line 1, /data/samples/0/operations expected 1 or more, found 0',
    ],
    [
      'node-bench',
      node({ namePath: ['a'], samples: [{ operations: 1, duration_ns: 'NaN' }] }),
      'line 1, /data/samples/0/duration_ns expected',
    ],
    ['node-bench', node({ namePath: [], samples: [] }), 'line 1, /data/namePath expected'],
    ['node-bench', '{"type":"bench:complete","data":', ':1: expected JSON, found something else'],
    [
      'benchmark-js',
      'a x NaN ops/sec ±1% (5 runs sampled)',
      'line 1 expected a number of ops/sec, found "NaN"',
    ],
    ['benchmark-js', 'nothing of interest', '/ expected benchmarks of benchmark.js with results, found none'],
    [
      'hyperfine',
      '{"results":[{"command":"a","median":1,"times":[1,"2"]}]}',
      '/results/0/times/1 expected a number, found "2"',
    ],
    ['github-action-benchmark', bench({ value: 'NaN' }), '/0/value expected'],
    ['github-action-benchmark', bench({ value: -1 }), '/0/value expected'],
    ['github-action-benchmark', bench({ value: '1e999' }), '/0/value expected'],
    [
      'github-action-benchmark',
      bench({ name: 'x'.repeat(10_000) }),
      '/points/0/benchmark expected text of at most',
    ],
    [
      'github-action-benchmark',
      `[${bench({}).slice(1, -1)},${bench({}).slice(1, -1)}]`,
      '/1 expected a name of its own, found "a" again',
    ],
    [
      'github-action-benchmark',
      'window.BENCHMARK_DATA = {"entries":{"a/b":{}}}',
      '/entries/a~1b expected a list',
    ],
    [
      'github-action-benchmark',
      'window.BENCHMARK_DATA = {"entries":{"__proto__":[{"commit":{"id":1}}]}}',
      '/entries/__proto__/0/commit/id expected text, found 1',
    ],
    [
      'github-action-benchmark',
      'window.BENCHMARK_DATA = {"entries":{"a":[{"commit":{"id":"1"},"date":1e300,"benches":[]}]}}',
      '/entries/a/0/date expected',
    ],
    ['github-action-benchmark', 'window.BENCHMARK_DATA = alert(1)', 'expected JSON, found something else'],
    ['bencher', '{"a":{"latency":{"value":null}}}', '/a/latency/value expected a number, found null'],
    ['bencher', '{"a":{"__proto__":{"value":1}}}', '/a/__proto__ expected a unit that says'],
    ['bencher', '{"a":[]}', '/a expected an object, found a list'],
    ['bencher', '[]', '/ expected an object, found a list'],
    ['go', goLine('NaN ns/op'), 'line 1 expected a number that is not negative, found "NaN"'],
    ['go', goLine('-1 ns/op'), 'line 1 expected a number that is not negative, found "-1"'],
    ['go', goLine('1 ns/op 2'), 'line 1 expected a unit after each number'],
    [
      'google-benchmark',
      '{"context":{},"benchmarks":[{"name":"a","real_time":1,"time_unit":"years"}]}',
      '/benchmarks/0/time_unit expected',
    ],
    [
      'google-benchmark',
      '{"context":{},"benchmarks":[{"name":"a","real_time":NaN}]}',
      'expected JSON, found something else',
    ],
    [
      'pytest-benchmark',
      '{"benchmarks":[{"fullname":"a","stats":{"median":"fast"}}]}',
      '/benchmarks/0/stats/median expected a number',
    ],
    [
      'cargo-criterion',
      '{"reason":"benchmark-complete","id":"a","unit":"ns","iteration_count":[1],"measured_values":[1,2]}',
      'line 1, /iteration_count expected 2 counts, found 1',
    ],
    ['cargo-criterion', '{"reason":7}', 'line 1, /reason expected text, found 7'],
    ['libtest', 'test a ... bench: x ns/iter (+/- 1)', 'line 1 expected a number, found "x"'],
    ['jmh', '[{"benchmark":"a","mode":"guess","primaryMetric":{}}]', '/0/mode expected'],
    [
      'jmh',
      '[{"benchmark":"a","mode":"sample","primaryMetric":{"score":1,"scoreUnit":"us/op","scorePercentiles":{"50.0":"NaN"}}}]',
      '/0/primaryMetric/scorePercentiles/50.0 expected a number, found "NaN"',
    ],
    [
      'k6',
      '{"metrics":{"http_reqs":{"rate":"many"}}}',
      '/metrics/http_reqs/rate expected a number, found "many"',
    ],
    [
      'k6',
      '{"results":{"metrics":[{"name":"http_reqs","values":{"rate":-1}}]}}',
      '/results/metrics/0/values/rate expected 0 or more',
    ],
    ['k6', '{"results":{"metrics":[null]}}', '/results/metrics/0 expected an object'],
    ['k6', '{"metrics":[]}', '/metrics expected an object'],
  ])('%s: %s', async (format, text, message) => {
    await expect(importedText(text, { format })).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining(message),
    });
    await expect(importedText(text, { format })).rejects.toThrow('results.json');
  });

  it.each([
    [
      'objects inside each other',
      '{"a":'.repeat(100_000),
      'more than 64 objects and lists inside each other',
    ],
    ['many lists', `[${'[],'.repeat(2_000_000)}[]]`, 'more than 1500000 objects and lists'],
    ['an unknown format', '{"speed":"fast"}', 'expected the results of a known tool, found none'],
    ['half a file', '{"files":[', 'expected JSON, found something else'],
    ['a list of nothing', '[]', 'expected the results of a known tool, found none'],
    ['null', 'null', 'expected the results of a known tool, found none'],
  ])('detecting the format: %s', async (_, text, message) => {
    await expect(importedText(text)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining(message),
    });
  });

  it('names that are keys of prototypes are names like others', async () => {
    const text = '{"__proto__":{"latency":{"value":1}},"constructor":{"latency":{"value":2}}}';
    const [run] = await importedText(text);
    expect(run?.points.map(({ benchmark, p50 }) => [benchmark, p50])).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });
});
