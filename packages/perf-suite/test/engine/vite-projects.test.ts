import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Project } from './worker-fixture.js';

const projects: Project[] = [];
afterAll(() => {
  for (const project of projects) project.remove();
});

it('a file for vitest is loaded as the Vite of its project says', async () => {
  const project = viteProject();
  project.write('src/data.json', '{ "a": { "b": 7 } }');
  project.write('src/note.txt', 'a note');
  project.write('src/part.ts', 'export const part: number = 1;');
  project.write('src/twice.ts', 'export const twice = (n: number): number => 2 * n;');
  project.write('src/word.shout', 'hello');
  project.write('src/set-up.ts', 'globalThis.isSetUp = true;');
  project.write(
    'bench/own.bench.ts',
    `import { bench, describe } from 'vitest';
     import { twice } from '@/twice';
     import { twice as sameTwice } from '../src/twice.js';
     import data, { a } from '@/data.json';
     import note from '../src/note.txt?raw';
     import word from '#src/word.shout';
     import made from 'virtual:made';
     const parts = import.meta.glob('../src/part*.ts', { eager: true });
     console.log(JSON.stringify({
       isOneModule: twice === sameTwice, data, a, note, word, made, version: __VERSION__,
       mode: import.meta.env.MODE, ssr: import.meta.env.SSR, ofTest: import.meta.env.OF_TEST,
       isSetUp: globalThis.isSetUp, parts, folder: __dirname,
     }));
     describe('loaded', () => {
       bench('twice', () => twice(21));
       bench('broken', () => {
         throw new Error('here');
       });
     });`,
  );
  const outcome = await project.measure('bench/own.bench.ts');
  expect(outcome.names()).toEqual(['loaded > twice', 'loaded > broken']);
  expect(outcome.measured('loaded > twice').measuredCount).toBeGreaterThan(0);
  expect(JSON.parse(outcome.exit.output.split('\n')[0] as string)).toEqual({
    isOneModule: true,
    data: { a: { b: 7 } },
    a: { b: 7 },
    note: 'a note',
    word: 'HELLO',
    made: 42,
    version: '1.2.3',
    mode: 'benchmark',
    ssr: true,
    ofTest: 'yes',
    isSetUp: true,
    parts: { '../src/part.ts': { part: 1 } },
    folder: join(project.root, 'bench'),
  });
  // Vite was there for the listing alone.
  expect(startsOf(project)).toBe(1);
});

it('nothing is asked of Node that is deprecated', async () => {
  const project = viteProject();
  project.write('bench/own.bench.ts', "import { bench } from 'vitest';\nbench('a', () => 1);");
  const variants = [project.source('head', 'bench/own.bench.ts')];
  const { exit } = await project.work('bench/own.bench.ts', {
    task: 'list',
    variants,
    options: { nodeFlags: ['--pending-deprecation'] },
  });
  expect(exit.output).not.toContain('DEP0205');
});

it('set-up files find the functions of vitest as globals', async () => {
  const project = new Project();
  projects.push(project);
  installVitest(project);
  project.write('vitest.config.js', "export default { test: { globals: true, setupFiles: ['set-up.js'] } };");
  project.write(
    'set-up.js',
    `globalThis.log = vi.fn();
     expect.extend({ toBeEven: (n) => ({ pass: n % 2 === 0, message: () => 'odd' }) });
     beforeEach(() => log('before'));`,
  );
  project.write(
    'one.bench.js',
    `import { bench } from 'vitest';
     bench('one', () => log.mock.calls);`,
  );
  const outcome = await project.measure('one.bench.js');
  expect(outcome.names()).toEqual(['one']);
  expect(outcome.measured('one').measuredCount).toBeGreaterThan(0);
});

it('base and head each have the configuration of their own folder, also in one process', async () => {
  const project = new Project();
  projects.push(project);
  installVitest(project);
  for (const side of ['base', 'head']) {
    project.write(`${side}/vite.config.js`, `export default { define: { SIDE: '"${side}"' } };`);
    project.write(`${side}/src/side.js`, 'export const side = SIDE;');
  }
  const head = project.write(
    'head/one.bench.js',
    `import { bench } from 'vitest';
     import { side } from '/src/side.js';
     bench('of ' + side, () => side);`,
  );
  const sources = (['base', 'head'] as const).map((variant) =>
    project.source(variant, `${variant}/one.bench.js`, {
      contentFrom: head,
      folder: join(project.root, variant),
    }),
  );
  const outcome = await project.list('one.bench.js', sources);
  expect(outcome.declared('base').map(({ name }) => name)).toEqual(['of base']);
  expect(outcome.declared('head').map(({ name }) => name)).toEqual(['of head']);
});

it('two variants that share their files get copies of their own', async () => {
  const project = viteProject();
  project.write('src/count.ts', 'export const counted = { loads: 0 };');
  project.write(
    'shared.bench.ts',
    `import { bench } from 'vitest';
     import { counted } from '@/count';
     import note from './note.txt?raw';
     import made from 'virtual:made';
     bench(note + made + ++counted.loads, () => 1);`,
  );
  project.write('note.txt', 'note');
  project.write('src/twice.ts', 'export const twice = (n: number): number => 2 * n;');
  const sources = [project.source('base', 'shared.bench.ts'), project.source('head', 'shared.bench.ts')];
  const outcome = await project.list('shared.bench.ts', sources);
  expect(outcome.declared('base').map(({ name }) => name)).toEqual(['note421']);
  expect(outcome.declared('head').map(({ name }) => name)).toEqual(['note421']);
});

it('a configuration that cannot be loaded is named', async () => {
  const project = new Project();
  projects.push(project);
  installVitest(project);
  project.write('vite.config.js', "throw new Error('no configuration today');");
  project.write('one.bench.js', "import { bench } from 'vitest';\nbench('one', () => 1);");
  const { message } = (await project.list('one.bench.js')).loadFailure();
  expect(message).toContain('vite.config.js: expected a configuration that Vite can load');
  expect(message).toContain('no configuration today');
});

function viteProject(): Project {
  const project = new Project();
  projects.push(project);
  installVitest(project);
  project.write('package.json', '{ "type": "module" }');
  project.write(
    'vitest.config.ts',
    `import { appendFileSync } from 'node:fs';
     import { defineConfig } from 'vitest/config';
     const source = new URL('./src', import.meta.url).pathname;
     appendFileSync(new URL('./starts.txt', import.meta.url), 'x');
     export default defineConfig({
       resolve: { alias: { '@': source } },
       define: { __VERSION__: JSON.stringify('1.2.3') },
       test: { alias: { '#src': source }, env: { OF_TEST: 'yes' }, setupFiles: ['./src/set-up.ts'] },
       plugins: [
         {
           name: 'made',
           resolveId: (id) => (id === 'virtual:made' ? '\\0virtual:made' : undefined),
           load: (id) =>
             id === '\\0virtual:made' ? 'import { twice } from "@/twice"; export default twice(21);' : undefined,
         },
         {
           name: 'shout',
           transform: (code, id) =>
             id.endsWith('.shout') ? 'export default ' + JSON.stringify(code.toUpperCase()) : undefined,
         },
       ],
     });`,
  );
  project.write('src/set-up.ts', 'globalThis.isSetUp = true;');
  return project;
}

function startsOf(project: Project): number {
  return readFileSync(join(project.root, 'starts.txt'), 'utf8').length;
}

function installVitest(project: Project): void {
  mkdirSync(join(project.root, 'node_modules'), { recursive: true });
  const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
  symlinkSync(vitest, join(project.root, 'node_modules/vitest'));
}
