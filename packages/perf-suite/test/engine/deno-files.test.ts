import { afterAll, describe, expect, it } from 'vitest';
import { BATCHED, Project } from './worker-fixture.js';

const project = new Project();
afterAll(() => project.remove());

describe('a file with Deno.bench()', () => {
  it.each(['forms.bench.ts', 'forms.bench.mjs', 'forms.bench.cjs'])(
    'lists its benchmarks in all forms, and runs none: %s',
    async (file) => {
      project.write(
        file,
        `const work = () => { console.log('called'); };
         Deno.bench('name first', work);
         Deno.bench('name and options', { group: 'g', baseline: true }, work);
         Deno.bench({ name: 'definition', group: 'g', n: 10, warmup: 5, fn: work });
         Deno.bench(function named() { work(); });
         Deno.bench({ group: 'g' }, async function namedToo() { work(); });
         Deno.bench({ name: 'ignored', ignore: true, fn: work });`,
      );
      const outcome = await project.list(file);
      expect(outcome.names()).toEqual([
        'name first',
        'g > name and options',
        'g > definition',
        'named',
        'g > namedToo',
      ]);
      expect(outcome.exit.output).not.toContain('called');
    },
  );

  it('may mark one as the only one', async () => {
    project.write(
      'only.bench.mjs',
      "Deno.bench('other', () => {});\nDeno.bench({ name: 'chosen', only: true, fn() {} });",
    );
    expect((await project.list('only.bench.mjs')).names()).toEqual(['chosen']);
  });

  it('is timed as a whole, or from start() to end()', BATCHED, async () => {
    project.write(
      'timed.bench.mjs',
      `const spin = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
       Deno.bench('plain', () => [1, 2, 3].includes(2));
       Deno.bench('unused', (b) => [1, 2, 3].includes(2) && b.name);
       Deno.bench('to the end', (b) => { spin(20); b.start(); spin(1); });
       Deno.bench('awaited', async (b) => { spin(20); b.start(); await null; b.end(); spin(20); });`,
    );
    const outcome = await project.measure('timed.bench.mjs');
    const fastestNs = (name: string) => Math.min(...outcome.samples(name).flatMap(({ head }) => [...head]));
    expect(outcome.batchSize('plain')).toBeGreaterThan(1);
    expect(outcome.batchSize('unused')).toBeGreaterThan(1);
    expect(fastestNs('to the end')).toBeGreaterThanOrEqual(1e6);
    expect(fastestNs('to the end')).toBeLessThan(10e6);
    expect(fastestNs('awaited')).toBeLessThan(10e6);
  });

  it('is the only module that finds a Deno, and only while it loads', async () => {
    project.write('lib.mjs', "export const runtime = typeof Deno === 'undefined' ? 'Node' : 'Deno';");
    project.write(
      'runtime.bench.mjs',
      `import { runtime } from './lib.mjs';
       Deno.bench('one', () => 1);
       process.on('exit', () => console.log(runtime + ', later ' + typeof Deno));`,
    );
    const outcome = await project.list('runtime.bench.mjs');
    expect(outcome.names()).toEqual(['one']);
    expect(outcome.exit.output).toContain('Node, later undefined');
  });

  it('that uses more of Deno is told what', async () => {
    project.write(
      'more.bench.ts',
      "const text = Deno.readTextFileSync('a');\nDeno.bench('one', () => text);",
    );
    const { message, hint } = (await project.list('more.bench.ts')).loadFailure();
    expect(message).toContain('found Deno.readTextFileSync');
    expect(hint).toContain('Benchmarks run in Node');
  });
});
