import { createRequire } from 'node:module';
import { afterAll, describe, expect, it } from 'vitest';
import { Project } from './worker-fixture.js';

const project = new Project();
afterAll(() => project.remove());

const require = createRequire(import.meta.url);
const FAKE_TIMERS = require.resolve('@sinonjs/fake-timers');

const SPIN = `
const now = process.hrtime.bigint;
const spin = (ms) => { const end = now() + BigInt(ms * 1e6); while (now() < end); };
`;

function suiteFile(name: string, body: string, before = ''): string {
  project.write(
    name,
    `import { suite } from 'perf-suite';\n${before}\nexport default suite(({ bench }) => {\n${body}\n});\n`,
  );
  return name;
}

describe('a benchmark of which little is timed', () => {
  it('ends soon, with hooks around each call or a time of its own', async () => {
    const file = suiteFile(
      'little.bench.js',
      `bench('before', { beforeEach: () => spin(5), run: () => Math.sqrt(2) });
       bench('after', { afterEach: async () => spin(1), run: async () => Math.sqrt(2) });
       let calls = 0;
       bench('own time', () => { spin(2); return { overriddenDuration: (calls++ % 10) / 1000 }; });`,
      SPIN,
    );
    // Without an end by the clock on the wall each of them takes minutes.
    const outcome = await project.measure(file, { options: { timeoutMs: 40_000 } });
    for (const name of ['before', 'after', 'own time'])
      expect(outcome.measured(name)).toMatchObject({ measuredCount: expect.any(Number), warnings: [] });
    expect(outcome.exit.kind).toBe('finished');
  });
});

describe('a benchmark that reports its own time', () => {
  it('as something that is none fails, alone', async () => {
    const file = suiteFile(
      'no-durations.bench.js',
      `bench('endless', () => ({ overriddenDuration: Infinity }));
       let calls = 0;
       bench('later', () => ({ overriddenDuration: calls++ < 50 ? calls : 1e12 }));
       bench('long and short', () => ({ overriddenDuration: calls++ % 2 === 0 ? 86_400_000 : 1e-7 }));`,
    );
    const outcome = await project.measure(file);
    expect(outcome.failed('endless')).toMatchObject({
      reason: 'threw',
      message:
        'overriddenDuration: expected a finite number of milliseconds from 0 to 86400000 (a day), found Infinity',
    });
    expect(outcome.failed('later').message).toContain('found 1000000000000');
    expect(outcome.measured('long and short').measuredCount).toBeGreaterThan(0);
  });

  it('as the same for every call is pointed out', async () => {
    const file = suiteFile('constant.bench.js', "bench('constant', () => ({ overriddenDuration: 2 }));");
    const { warnings } = (await project.measure(file)).measured('constant');
    expect(warnings.map(({ code }) => code)).toEqual(['constant-duration']);
  });
});

describe('a benchmark that is a generator', () => {
  it('is pointed out: nobody runs what is inside', async () => {
    const file = suiteFile(
      'generators.bench.js',
      `bench('plain', function* () { spin(1); yield 1; });
       bench('async', async function* () { spin(1); yield 1; });
       bench('within', () => (function* () { spin(1); yield 1; })());
       bench('iterated', () => [...(function* () { yield Math.random(); })()]);`,
      SPIN,
    );
    const outcome = await project.measure(file);
    for (const name of ['plain', 'async', 'within'])
      expect(outcome.measured(name).warnings.map(({ code }) => code)).toContain('generator-not-run');
    expect(outcome.measured('iterated').warnings).toEqual([]);
  });
});

describe('a benchmark whose time is faked', () => {
  it.each(['in setup', 'while loading'])('by a library %s is measured by the real clock', async (where) => {
    const fake = `createRequire(import.meta.url)(${JSON.stringify(FAKE_TIMERS)}).install()`;
    const inSetup = where === 'in setup';
    const file = suiteFile(
      `faked-${inSetup ? 'setup' : 'load'}.bench.js`,
      `bench('sync', { setup() { ${inSetup ? fake : ''} }, run: () => Math.sqrt(Math.random()) });
       bench('async', async () => { await null; return Math.sqrt(Math.random()); });
       bench('waits', () => new Promise((resolve) => setTimeout(resolve, 1)));`,
      `import { createRequire } from 'node:module';\n${inSetup ? '' : fake}`,
    );
    const outcome = await project.measure(file);
    for (const name of ['sync', 'async']) expect(outcome.measured(name).measuredCount).toBeGreaterThan(0);
    expect(outcome.failed('waits').message).toMatch(
      /never settles: setTimeout, .*are not Node's own timers.*clock\.uninstall\(\)/,
    );
  });

  it('by hand, everything at once, is measured by the real clock', async () => {
    const file = suiteFile(
      'frozen.bench.js',
      `bench('sync', () => Math.sqrt(Math.random()));
       bench('async', async () => { await null; return Math.sqrt(Math.random()); });
       bench('spins', () => { const end = performance.now() + 1; while (performance.now() < end); });`,
      `import { syncBuiltinESMExports } from 'node:module';
       import timers from 'node:timers';
       import promises from 'node:timers/promises';
       const never = () => new Promise(() => {});
       const fakes = { setTimeout: never, setInterval: never, setImmediate: never, clearImmediate: never };
       for (const target of [globalThis, timers, promises]) Object.assign(target, fakes);
       globalThis.queueMicrotask = process.nextTick = never;
       globalThis.Date = class extends Date { static now() { return 0; } };
       performance.now = () => 5;
       process.hrtime = Object.assign(() => [0, 0], { bigint: () => 0n });
       syncBuiltinESMExports();`,
    );
    const outcome = await project.measure(file, { options: { timeoutMs: 8000 } });
    for (const name of ['sync', 'async']) expect(outcome.measured(name).measuredCount).toBeGreaterThan(0);
    expect(outcome.exit).toMatchObject({
      kind: 'timeout',
      current: 'frozen.bench.js#spins',
      reached: { stage: 'warmUp', replacedClocks: expect.arrayContaining(['performance.now', 'setTimeout']) },
    });
  });
});

describe('a benchmark that breaks the language', () => {
  const BREAK = {
    push: ['Array.prototype.push', 'Array.prototype.push = () => 0'],
    get: ['Map.prototype.get', "Map.prototype.get = () => { throw new Error('no') }"],
    chain: ['Promise.prototype.then', 'Promise.prototype.then = function () { return this; }'],
    promise: ['Promise', "globalThis.Promise = class { constructor() { throw new Error('no') } }"],
    stringify: ['JSON.stringify', 'JSON.stringify = () => undefined'],
    max: ['Math.max', 'Math.max = () => NaN'],
  };

  it('fails, alone, whatever it broke', async () => {
    const breaking = Object.entries(BREAK).map(
      ([name, [, statement]]) => `
       bench('${name} in setup', { setup() { ${statement}; }, run: () => Math.sqrt(Math.random()) });
       let ${name} = 0;
       bench('${name} in run', () => { if (++${name} === 1000) ${statement}; return ${name}; });`,
    );
    const file = suiteFile(
      'breaks.bench.js',
      `${breaking.join('')}
       const noTimers = () => { globalThis.setTimeout = globalThis.setImmediate = null; };
       bench('timers', { setup: noTimers, run: () => Math.sqrt(Math.random()) });
       let calls = 0;
       bench('throws', () => { if (++calls === 1000) throw new Error('the thousandth'); return calls; });
       bench('fine', () => Math.sqrt(Math.random()));`,
    );
    const outcome = await project.measure(file);
    for (const [name, [broken]] of Object.entries(BREAK)) {
      for (const where of ['setup', 'run'])
        expect(outcome.failed(`${name} in ${where}`).message).toContain(
          `it replaced ${broken} by something that does not work`,
        );
    }
    expect(outcome.failed('throws').message).toBe('the thousandth');
    for (const name of ['timers', 'fine']) expect(outcome.measured(name).measuredCount).toBeGreaterThan(0);
    expect(outcome.exit.kind).toBe('finished');
  });
});

describe('a benchmark that returns before its work is done', () => {
  it('is warned of where an await was forgotten, and no other is', async () => {
    const file = suiteFile(
      'forgotten-await.bench.js',
      `bench('timer', () => { fetched(50); });
       bench('timer in an async function', async () => { fetched(50); });
       bench('computation', () => { computed(100_000); });
       bench('awaited', async () => { await fetched(1); });
       bench('returned', () => computed(1000));
       bench('cleared', () => { clearTimeout(setTimeout(() => {}, 10)); });
       bench('promise that is the result', () => ({ done: Promise.resolve(1).then((one) => one) }));`,
      `const fetched = async (ms) => { await new Promise((resolve) => setTimeout(resolve, ms)); };
       const computed = async (count) => { await null; let sum = 0; for (let i = 0; i < count; i++) sum += i; return sum; };`,
    );
    const outcome = await project.measure(file, { options: { timeoutMs: 40_000 } });
    const codesOf = (name: string) => outcome.measured(name).warnings.map(({ code }) => code);
    for (const name of ['timer', 'timer in an async function', 'computation'])
      expect(codesOf(name)).toContain('works-after-return');
    for (const name of ['awaited', 'returned', 'cleared', 'promise that is the result'])
      expect(codesOf(name)).not.toContain('works-after-return');
  });

  it('is not warned of where the time that passes after a call is not its own', async () => {
    const file = suiteFile(
      'busy-process.bench.js',
      "bench('synchronous', () => JSON.stringify({ a: [1] }));",
      `const busy = () => { for (const end = Date.now() + 10; Date.now() < end; ); setImmediate(busy).unref(); };
       busy();`,
    );
    const outcome = await project.measure(file, { options: { timeoutMs: 40_000 } });
    expect(outcome.measured('synchronous').warnings.map(({ code }) => code)).not.toContain(
      'works-after-return',
    );
  });
});
