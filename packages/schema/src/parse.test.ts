import { pairedRun, singleRun } from '@perf-suite/testing/sample-run';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { PerfError, parseLiveEvent, parseReport, parseRunFile, parseWith } from './index.js';
import { arbitraryRun } from './testing/arbitrary-run.js';

/** Returns a copy of a document with one place replaced; `undefined` takes the key out. */
function withValue(document: object, keys: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(document);
  let place = copy as Record<string | number, unknown>;
  for (const key of keys.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  const last = keys.at(-1) as string | number;
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

function refusalOf(parse: () => unknown): PerfError {
  try {
    parse();
  } catch (cause) {
    if (cause instanceof PerfError) return cause;
    throw cause;
  }
  throw new Error('nothing was refused');
}

const refusedRun = (value: unknown): string => refusalOf(() => parseRunFile(value, 'a.run.json')).message;

describe('a name of any size', () => {
  it('is refused in run files and events', () => {
    const long = 'x'.repeat(100_000);
    for (const key of ['id', 'name'] as const) {
      expect(refusedRun(withValue(singleRun(), ['benchmarks', 0, key], long))).toBe(
        `a.run.json: at /benchmarks/0/${key} expected text of at most 5097 characters, found "${'x'.repeat(60)}"... (100000 characters)`,
      );
    }
    expect(refusedRun(withValue(singleRun(), ['benchmarks', 0, 'group'], [long]))).toContain(
      'at /benchmarks/0/group/0 expected text of at most 5097 characters',
    );
  });
});

describe('parseRunFile', () => {
  it('returns any run that was written, unchanged', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const written = JSON.parse(JSON.stringify(run));
        expect(parseRunFile(written, 'a.run.json')).toEqual(written);
      }),
      { numRuns: 60 },
    );
  });

  it('drops fields that this version does not know', () => {
    const run = { ...singleRun(), mood: 'good' };
    expect(parseRunFile(run, 'a.run.json')).toEqual(singleRun());
  });

  const samples = ['benchmarks', 0, 'rounds', 0, 'samples'];
  const pairs = ['benchmarks', 0, 'rounds', 0, 'pairs'];

  it.each<[string, (string | number)[], unknown, string]>([
    ['a missing key', ['seed'], undefined, 'at /seed expected the key "seed", found none'],
    [
      'a missing key deep inside',
      [...samples, 'data'],
      undefined,
      `at /${samples.join('/')}/data expected the key "data", found none`,
    ],
    [
      'text for a number',
      ['environment', 'loadAtStart'],
      'low',
      'at /environment/loadAtStart expected a number, found "low"',
    ],
    ['a number for text', ['id'], 7, 'at /id expected text, found 7'],
    ['text for a flag', ['git', 'dirty'], 'no', 'at /git/dirty expected true or false, found "no"'],
    ['a list for an object', ['tool'], [], 'at /tool expected an object, found an empty list'],
    [
      'an object for a list',
      ['warnings'],
      { a: 1 },
      'at /warnings expected a list, found an object with the key "a"',
    ],
    [
      'null where there must be something',
      ['environment'],
      null,
      'at /environment expected an object, found null',
    ],
    [
      'an effect beyond all measure',
      ['benchmarks', 0, 'minimumEffect'],
      1e308,
      'at /benchmarks/0/minimumEffect expected less than 1000, found 1e+308',
    ],
    ['a fraction', ['seed'], 1.5, 'at /seed expected a whole number, found 1.5'],
    ['less than nothing', ['seed'], -1, 'at /seed expected 0 or more, found -1'],
    [
      'a word outside the list',
      ['state'],
      'done',
      'at /state expected "complete" or "partial", found "done"',
    ],
    ['another mode', ['mode'], 'both', 'at /mode expected "single" or "paired", found "both"'],
    ['no mode', ['mode'], undefined, 'at /mode expected "single" or "paired", found nothing'],
    [
      'a day that is no instant',
      ['startedAt'],
      'yesterday',
      'at /startedAt expected an ISO 8601 instant in UTC, found "yesterday"',
    ],
    [
      'neither of two types',
      ['settings', 'rounds'],
      'many',
      'at /settings/rounds expected a number or "auto", found "many"',
    ],
    [
      'a number out of range among two types',
      ['settings', 'rounds'],
      0,
      'at /settings/rounds expected 1 or more, found 0',
    ],
    [
      'a batch of nothing',
      ['benchmarks', 0, 'batchSize'],
      0,
      'at /benchmarks/0/batchSize expected 1 or more, found 0',
    ],
    [
      'samples that stop early',
      [...samples, 'count'],
      9,
      `at /${samples.join('/')} expected 9 packed durations, found data that does not unpack (expected 9 durations, found at most 7)`,
    ],
    [
      'samples of a scale without end',
      [...samples, 'scaleNs'],
      1e300,
      `at /${samples.join('/')}/scaleNs expected 1000000000 or less, found 1e+300`,
    ],
    [
      'a round that the run does not have',
      ['benchmarks', 0, 'rounds', 0, 'round'],
      3,
      'at /benchmarks/0/rounds/0/round expected a round after -1 and before 1, found 3',
    ],
  ])('names place, expected and found for %s', (_, keys, value, message) => {
    expect(refusedRun(withValue(singleRun(), keys, value))).toBe(`a.run.json: ${message}`);
  });

  it('refuses pairs of unequal length and an order that does not fit them', () => {
    const run = pairedRun();
    expect(parseRunFile(run, 'a.run.json')).toEqual(run);
    const shorter = { ...run.benchmarks[0]?.rounds[0]?.pairs.head, count: 2, data: btoa('\x02\x02') };
    expect(refusedRun(withValue(run, [...pairs, 'head'], shorter))).toContain(
      'expected as many head as base samples (3), found 2',
    );
    expect(refusedRun(withValue(run, [...pairs, 'order'], ''))).toContain('expected the order of 3 pairs');
  });

  it('refuses an id that two benchmarks share', () => {
    const run = singleRun();
    const doubled = { ...run, benchmarks: [...run.benchmarks, ...run.benchmarks] };
    expect(refusedRun(doubled)).toContain(
      'at /benchmarks/1/id expected a new id, found "parse.bench.ts#json > small" again',
    );
  });

  it('refuses a metric of a benchmark that the run does not have', () => {
    const of = (benchmark: string) => [
      { benchmark, name: 'hits', labels: {}, operation: 'set', values: [1] },
    ];
    const run = singleRun();
    const known = { ...run, metrics: of('parse.bench.ts#json > small') };
    expect(parseRunFile(known, 'x')).toEqual(known);
    expect(() => parseRunFile({ ...run, metrics: of('gone') }, 'x')).toThrow(
      'x: at /metrics/0/benchmark expected a benchmark of this run, found "gone"',
    );
  });

  it('keeps labels of any name, and refuses those that are no text', () => {
    const labelled = (labels: unknown) => ({
      ...singleRun(),
      metrics: [
        { benchmark: 'parse.bench.ts#json > small', name: 'hits', labels, operation: 'set', values: [1] },
      ],
    });
    const known = labelled(JSON.parse('{"constructor":"Map","prototype":"","__proto__":"x"}'));
    expect(JSON.stringify(parseRunFile(known, 'x').metrics)).toBe(JSON.stringify(known.metrics));
    for (const labels of [{ size: 1 }, ['a'], null, 'a']) {
      expect(refusedRun(labelled(labels))).toContain(
        'at /metrics/0/labels expected an object of texts, found',
      );
    }
  });

  it('escapes keys in pointers as RFC 6901 says', () => {
    const schema = v.object({ 'a/b~c': v.number() });
    expect(refusalOf(() => parseWith(schema, { 'a/b~c': 'x' }, 'f')).message).toBe(
      'f: at /a~1b~0c expected a number, found "x"',
    );
  });

  it.each([{ value: null }, { value: 3 }, { value: 'run' }, { value: [] }, { value: true }, {}])(
    'refuses $value as a document',
    ({ value }) => {
      expect(refusedRun(value)).toMatch(/^a\.run\.json: at \/ expected a run file, found /);
    },
  );

  it('distinguishes a report from a run', () => {
    const error = refusalOf(() => parseRunFile({ kind: 'report', schemaVersion: 1 }, 'a.report.json'));
    expect(error.message).toBe('a.report.json: at /kind expected "run", found "report"');
    expect(error.hint).toBe('Give a run file, as perf-suite run wrote it.');
  });

  it('says that a file from the future needs a newer version', () => {
    const error = refusalOf(() => parseRunFile({ ...singleRun(), schemaVersion: 2 }, 'a.run.json'));
    expect(error.code).toBe('future-version');
    expect(error.message).toBe('a.run.json: at /schemaVersion expected 1 or lower, found 2');
    expect(error.hint).toContain('update perf-suite');
  });

  it.each([0, '1', '2', null, 1.5, Number.MAX_VALUE])('never takes %j for this version', (schemaVersion) => {
    expect(refusedRun({ ...singleRun(), schemaVersion })).toContain('at /schemaVersion expected');
  });
});

describe('hostile documents', () => {
  it('leave the prototype alone and their keys are dropped', () => {
    const text = JSON.stringify(singleRun()).replace(
      '{',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );
    const run = parseRunFile(JSON.parse(text), 'a.run.json');
    expect(run).toEqual(singleRun());
    expect(Object.keys(run)).not.toContain('__proto__');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('do not pass for data by inheriting it', () => {
    expect(refusedRun({ kind: 'run', schemaVersion: 1, mode: 'single', __proto__: null })).toContain(
      'expected the key',
    );
  });

  it('may nest a million levels deep', () => {
    const depth = 1_000_000;
    const deep = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(refusedRun(deep)).toContain('found a list of 1');
    expect(refusedRun({ kind: deep })).toContain('at /kind expected "run", found a list of 1');
    expect(refusedRun(withValue(singleRun(), ['id'], 0)).length).toBeLessThan(200);
    expect(refusedRun({ ...singleRun(), id: deep })).toContain('at /id expected text, found a list of 1');
  });

  it('give short messages even where they are huge', () => {
    const long = 'x'.repeat(5_000_000);
    const message = refusedRun({ ...singleRun(), state: long });
    expect(message).toContain('(5000000 characters)');
    expect(message.length).toBeLessThan(300);
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`key${i}`, i]));
    expect(refusedRun({ ...singleRun(), id: wide }).length).toBeLessThan(300);
  });

  it('of any shape end in a PerfError or in data, never in another error', () => {
    const anything = fc.anything({
      withNullPrototype: true,
      withBigInt: true,
      withDate: true,
      withMap: true,
    });
    fc.assert(
      fc.property(anything, fc.constantFrom('run', 'report'), (junk, kind) => {
        const documents = [junk, { kind, schemaVersion: 1, mode: 'single', ...(junk as object) }];
        for (const document of documents) {
          for (const parse of [parseRunFile, parseReport, parseLiveEvent]) {
            expect(refusalOf(() => parse(document, 'x')).code).toMatch(/bad-file|future-version/);
          }
        }
      }),
    );
  });

  it('that differ from a run in one place are refused with that place, or are a run', () => {
    const places = placesOf(singleRun());
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (keys, value) => {
        const damaged = withValue(singleRun(), keys, value);
        try {
          parseRunFile(damaged, 'a.run.json');
        } catch (cause) {
          expect(cause).toBeInstanceOf(PerfError);
          expect((cause as PerfError).message).toMatch(/^a\.run\.json: at \/\S* expected .+, found .+/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function placesOf(value: unknown, keys: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [keys];
  const inner = Object.entries(value).flatMap(([key, child]) => placesOf(child, [...keys, key]));
  return keys.length === 0 ? inner : [keys, ...inner];
}

describe('parseLiveEvent', () => {
  it('names the types it knows', () => {
    expect(refusalOf(() => parseLiveEvent({ type: 'samplez' }, 'frame')).message).toMatch(
      /^frame: at \/type expected "run-started", .+ or "run-finished", found "samplez"$/,
    );
  });

  it('drops fields of a later version', () => {
    const event = { type: 'round-started', t: 1, round: 0 };
    expect(parseLiveEvent({ ...event, later: true }, 'frame')).toEqual(event);
  });
});
