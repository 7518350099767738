import type { Allocation } from '@perf-suite/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from './worker-fixture.js';

const project = new Project();
afterAll(() => project.remove());

const FILE = `
import { suite } from 'perf-suite';
const block = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
export default suite(({ bench }) => {
  bench('a typed array', () => new Float64Array(100));
  bench('nothing', () => {});
  bench('an object', () => ({ x: 1, y: 2 }));
  bench('ten objects', () => Array.from({ length: 10 }, (_, x) => ({ x, y: 2 })));
  bench('twenty objects', () => Array.from({ length: 20 }, (_, x) => ({ x, y: 2 })));
  bench('an array that is large', () => new Array(200000).fill(1));
  bench('async', async () => { await null; return new Array(100).fill(1); });
  bench('with hooks', {
    beforeEach: () => { globalThis.kept = new Array(500).fill(1); },
    run: () => new Array(1000).fill(1),
  });
  bench('long', () => block(101));
});
`;

let read: ReadonlyMap<string, Allocation | undefined>;

beforeAll(async () => {
  project.write('a.bench.mjs', FILE);
  const outcome = await project.measure('a.bench.mjs', { timeMs: 20, warmupMs: 20 });
  read = new Map(
    outcome.messages.flatMap((message) =>
      message.type === 'benchmark-measured'
        ? [[message.id.split('#')[1] as string, message.allocation?.head] as const]
        : [],
    ),
  );
}, 60_000);

/** Of what could be measured. */
function bytesOf(name: string): { readonly heapBytes: number; readonly externalBytes: number } {
  const allocation = read.get(name);
  if (allocation === undefined || 'notMeasured' in allocation)
    throw new Error(`${name}: ${JSON.stringify(allocation)}`);
  return allocation;
}

// What V8 makes of an object differs by its version: 40 bytes for two fields, 56 where it is not compiled yet.
describe('the bytes that a call allocates, by a real process', () => {
  it('are those of its objects', () => {
    expect(bytesOf('nothing')).toEqual({ heapBytes: 0, externalBytes: 0 });
    expect(bytesOf('an object').heapBytes).toBeGreaterThanOrEqual(0);
    expect(bytesOf('an object').heapBytes).toBeLessThanOrEqual(64);
    const ratio = bytesOf('twenty objects').heapBytes / bytesOf('ten objects').heapBytes;
    expect(ratio).toBeGreaterThan(1.5);
    expect(ratio).toBeLessThan(2.5);
  });

  it('are known also where each call brings collections about', () => {
    const { heapBytes } = bytesOf('an array that is large');
    expect(heapBytes).toBeGreaterThan(1.5e6);
    expect(heapBytes).toBeLessThan(1.7e6);
  });

  it('are those outside of the heap, too', () => {
    expect(bytesOf('a typed array').externalBytes).toBe(800);
    expect(bytesOf('a typed array').heapBytes).toBeLessThan(400);
  });

  it('are those of awaited calls', () => {
    expect(bytesOf('async').heapBytes).toBeGreaterThan(800);
    expect(bytesOf('async').heapBytes).toBeLessThan(2500);
  });

  it('are without those of hooks', () => {
    expect(bytesOf('with hooks').heapBytes).toBeGreaterThan(7000);
    expect(bytesOf('with hooks').heapBytes).toBeLessThan(9500);
  });

  it('are not known of a call that takes long, which is said', () => {
    expect(read.get('long')).toEqual({ notMeasured: 'a call takes longer than 100 ms' });
  });
});
