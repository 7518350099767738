import { afterAll, describe, expect, it } from 'vitest';
import { BATCHED, Project } from './worker-fixture.js';

const project = new Project();
afterAll(() => project.remove());

const TEXT = `
const suite = new Suite({ reporter: textReport, plugins: [new V8NeverOptimizePlugin()], ttest: true });
suite
  .add('plain', () => { console.log('called'); })
  .add('tuned', { minTime: 0.1, repeatSuite: 3, baseline: true }, async () => { console.log('called'); })
  .add('managed', (timer) => { console.log('called'); timer.start(); timer.end(timer.count); });
suite.run().then((results) => console.log('hz ' + results[0].opsSec.toFixed(1)));
`;
const NAMES = '{ Suite, V8NeverOptimizePlugin, textReport }';

describe('a bench-node file', () => {
  it.each([
    ['module.bench.mjs', `import ${NAMES} from 'bench-node';`],
    ['common.bench.cjs', `const ${NAMES} = require('bench-node');`],
    ['typed.bench.ts', `import ${NAMES} from 'bench-node';`],
  ])('lists its benchmarks, without the package and without running any: %s', async (file, imports) => {
    project.write(file, imports + TEXT);
    const outcome = await project.list(file);
    expect(outcome.names()).toEqual(['plain', 'tuned', 'managed']);
    expect(outcome.exit.output).toContain('hz 1.0');
    expect(outcome.exit.output).not.toContain('called');
  });

  it(
    'has plain functions measured many at a time, and one that names the timer by its own time',
    BATCHED,
    async () => {
      project.write(
        'measured.bench.mjs',
        `import { Suite } from 'bench-node';
       let wasAsked = 0;
       const suite = new Suite();
       suite.add('plain', () => [1, 2, 3].includes(2));
       suite.add('managed', (timer) => {
         wasAsked = Math.max(wasAsked, timer.count);
         let found = 0;
         timer.start();
         for (let i = 0; i < timer.count; i++) found += [1, 2, 3].indexOf(i);
         timer.end(timer.count);
         return found;
       });
       suite.add('awaited', async (timer) => { timer.start(); await null; timer.end(); });
       suite.run();
       process.on('exit', () => console.log('asked for more than one: ' + (wasAsked > 1)));`,
      );
      const outcome = await project.measure('measured.bench.mjs');
      expect(outcome.batchSize('plain')).toBeGreaterThan(1);
      expect(outcome.batchSize('managed')).toBe(1);
      expect(outcome.exit.output).toContain('asked for more than one: true');
      for (const name of ['plain', 'managed', 'awaited'])
        expect(outcome.measured(name).measuredCount).toBeGreaterThan(0);
    },
  );

  it('that does not start or end its timer fails with what was expected', async () => {
    project.write(
      'misused.bench.mjs',
      `import { Suite } from 'bench-node';
       new Suite()
         .add('no start', (timer) => { timer.end(); })
         .add('no end', (timer) => { timer.start(); })
         .add('no count', (timer) => { timer.start(); timer.end(0); })
         .run();`,
    );
    const outcome = await project.measure('misused.bench.mjs');
    expect(outcome.failed('no start').message).toContain('found no start()');
    expect(outcome.failed('no end').message).toContain('found no end()');
    expect(outcome.failed('no count').message).toContain('from 1, found 0');
  });

  it('of several suites has those measured that it runs, by number', async () => {
    project.write(
      'suites.bench.mjs',
      `import { Suite } from 'bench-node';
       const suites = [1, 2, 3].map((n) => new Suite().add('of ' + n, () => n));
       await suites[0].run();
       await suites[1].run();`,
    );
    expect((await project.list('suites.bench.mjs')).names()).toEqual(['1 > of 1', '2 > of 2']);
  });
});
