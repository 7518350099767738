import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { Project } from './worker-fixture.js';

const project = new Project();
afterAll(() => project.remove());

/** A benchmark file with one benchmark, whose name is the value of an expression. */
function naming(imports: string, expression: string): string {
  return `import { suite } from 'perf-suite';\n${imports}\nexport default suite(({ bench }) => { bench(String(${expression}), () => 1); });\n`;
}

async function nameIn(path: string, content: string): Promise<string | undefined> {
  project.write(path, content);
  return (await project.list(path)).names()[0];
}

const SHEBANG = '#!/usr/bin/env node\n';
const MARK = '\uFEFF';

/** A CommonJS benchmark file, likewise. */
function namingInCommonJs(requires: string, expression: string): string {
  return `const { suite } = require('perf-suite');\n${requires}\nmodule.exports = suite(({ bench }) => { bench(String(${expression}), () => 1); });\n`;
}

describe('a benchmark file in any language', () => {
  it('imports the folder it is in, and the one above, by dots', async () => {
    project.write('dots/index.ts', 'export const above: string = "above";');
    project.write('dots/bench/index.ts', 'export const here: string = "here";');
    const imports = "import { above } from '..';\nimport { here } from '.';";
    expect(await nameIn('dots/bench/a.bench.ts', naming(imports, '[above, here]'))).toBe('above,here');
    expect(await nameIn('dots/bench/a.bench.mjs', naming(imports, '[above, here]'))).toBe('above,here');
    const requires = "const { above } = require('..');\nconst { here } = require('.');";
    expect(await nameIn('dots/bench/a.bench.js', namingInCommonJs(requires, '[above, here]'))).toBe(
      'above,here',
    );
    const assigned = "import above = require('..');\nimport here = require('.');";
    const content = `${assigned}\nimport { suite } from 'perf-suite';\nexport default suite(({ bench }) => { bench(above.above + here.here, () => 1); });`;
    expect(await nameIn('dots/bench/a.bench.cts', content)).toBe('abovehere');
  });

  it('imports JSON with and without an attribute, by name, too', async () => {
    project.write('json/data.json', `${MARK}{ "version": "1.2", "a-b": 3, "default": 4 }`);
    const imports = "import data, { version, 'a-b' as ab } from './data.json';";
    const values = '[data.version, version, ab, data.default]';
    expect(await nameIn('json/a.bench.mjs', naming(imports, values))).toBe('1.2,1.2,3,4');
    expect(await nameIn('json/a.bench.mts', naming(imports, values))).toBe('1.2,1.2,3,4');
    const typed = "import data from './data.json' with { type: 'json' };";
    project.write('json/data.json', '{ "version": "1.2" }');
    expect(await nameIn('json/b.bench.mjs', naming(typed, 'data.version'))).toBe('1.2');
    const required = "const data = require('./data.json');";
    expect(await nameIn('json/c.bench.cjs', namingInCommonJs(required, 'data.version'))).toBe('1.2');
    expect(await nameIn('json/c.bench.cts', namingInCommonJs(required, 'data.version'))).toBe('1.2');
  });

  it('imports a folder by the main file of its package.json', async () => {
    project.write('main/package.json', `${MARK}{ "type": "module", "main": "lib/entry" }`);
    project.write('main/lib/entry.ts', 'export const entry: string = "the entry";');
    project.write('main/index.js', 'export const entry = "the index";');
    expect(await nameIn('main/bench/a.bench.js', naming("import { entry } from '..';", 'entry'))).toBe(
      'the entry',
    );
  });

  it('may begin with a shebang line, a byte order mark or both', async () => {
    project.write('begun/package.json', '{}');
    const typed = naming('', 'typeof __filename as string');
    const plain = namingInCommonJs('', '"plain"');
    for (const [i, begin] of [SHEBANG, MARK, MARK + SHEBANG].entries()) {
      expect(await nameIn(`begun/typed-${i}.bench.ts`, begin + typed)).toBe('string');
      expect(await nameIn(`begun/plain-${i}.bench.js`, begin + plain)).toBe('plain');
      expect(await nameIn(`begun/module-${i}.bench.mjs`, begin + naming('', '"module"'))).toBe('module');
      expect(await nameIn(`begun/common-${i}.bench.cts`, `${begin}const n: string = 'cts';\n${plain}`)).toBe(
        'plain',
      );
    }
  });

  it('follows a package.json and a tsconfig.json that begin with a byte order mark', async () => {
    project.write('marked/package.json', `${MARK}{ "type": "module" }`);
    project.write(
      'marked/tsconfig.json',
      `${MARK}{ "compilerOptions": { "paths": { "@lib/*": ["./source/*"] } } }`,
    );
    project.write('marked/source/deep.ts', "export const deep = 'by alias' as const;");
    const imports = "import { deep } from '@lib/deep';";
    expect(await nameIn('marked/a.bench.ts', naming(imports, '[deep, typeof require]'))).toBe(
      'by alias,undefined',
    );
  });
});

describe('a TypeScript benchmark file', () => {
  it('imports TypeScript as .js, without extension, and as a folder', async () => {
    project.write('lib/one.ts', 'export const one: number = 1;');
    project.write('lib/two.mts', 'export const two: number = 2;');
    project.write('lib/three/index.ts', 'enum Three { value = 3 }\nexport const three = Three.value;');
    const imports =
      "import { one } from './lib/one.js';\nimport { two } from './lib/two.mjs';\nimport { three } from './lib/three';";
    expect(await nameIn('imports.bench.ts', naming(imports, '[one, two, three].join()'))).toBe('1,2,3');
  });

  it("follows tsconfig's paths", async () => {
    project.write(
      'aliased/tsconfig.json',
      '{ "compilerOptions": { "paths": { "@lib/*": ["./source/*"] } } } // comments are fine',
    );
    project.write('aliased/source/deep.ts', "export const deep = 'by alias' as const;");
    expect(await nameIn('aliased/paths.bench.ts', naming("import { deep } from '@lib/deep';", 'deep'))).toBe(
      'by alias',
    );
  });

  it('follows the tsconfig.json of a workspace in a package without one, and what one of its own extends', async () => {
    project.write(
      'workspace/tsconfig.json',
      '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h", "paths": { "@a/*": ["./packages/a/src/*"] } } }',
    );
    project.write('workspace/packages/a/src/name.ts', "export const name: string = 'by alias';");
    project.write('workspace/packages/b/tsconfig.json', '{ "extends": "../../tsconfig.json" }');
    const code = naming(
      "import { name } from '@a/name';\nconst h = (tag: string) => tag;",
      '[name, <b />].join()',
    );
    expect(await nameIn('workspace/packages/a/bench/one.bench.tsx', code)).toBe('by alias,b');
    expect(await nameIn('workspace/packages/b/bench/two.bench.tsx', code)).toBe('by alias,b');
  });

  it.each(['src/inside', 'bench/outside'])(
    'follows the files that a tsconfig.json without files refers to (%s)',
    async (place) => {
      const folder = `references-${place.split('/')[0]}`;
      project.write(
        `${folder}/tsconfig.json`,
        '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "./tsconfig.node.json" }, { "path": "./lib" }] }',
      );
      project.write(
        `${folder}/tsconfig.app.json`,
        '{ "include": ["src"], "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      );
      project.write(
        `${folder}/tsconfig.node.json`,
        '{ "include": ["*.config.ts"], "compilerOptions": { "paths": { "@/*": ["./tools/*"] } } }',
      );
      project.write(`${folder}/src/name.ts`, "export const name = 'of the app' as const;");
      const code = naming("import { name } from '@/name';", 'name');
      expect(await nameIn(`${folder}/${place}.bench.ts`, code)).toBe('of the app');
    },
  );

  it('compiles JSX that the tsconfig.json leaves to another tool', async () => {
    project.write('jsx/tsconfig.json', '{ "compilerOptions": { "jsx": "preserve" } }');
    project.write(
      'jsx/node_modules/react/package.json',
      '{ "name": "react", "type": "module", "exports": { "./jsx-runtime": "./jsx-runtime.js" } }',
    );
    project.write('jsx/node_modules/react/jsx-runtime.js', 'export const jsx = (tag) => "made " + tag;');
    expect(await nameIn('jsx/element.bench.tsx', naming('', '<b />'))).toBe('made b');
  });

  it('may use CommonJS names in a package without a type', async () => {
    project.write('untyped/package.json', '{}');
    project.write('untyped/lib.cjs', 'exports.answer = 42;');
    const imports = "const { answer } = require('./lib.cjs') as { answer: number };";
    const name = await nameIn(
      'untyped/old.bench.ts',
      naming(imports, '[answer, __dirname, __filename].join()'),
    );
    expect(name).toBe(`42,${project.root}/untyped,${project.root}/untyped/old.bench.ts`);
  });

  it('may be CommonJS, with export assignments', async () => {
    project.write('common/lib.cts', 'const base: number = 6;\nexport = { seven: base + 1 };');
    const content = `import lib = require('./lib.cjs');\nimport { suite } from 'perf-suite';\nexport default suite(({ bench }) => { bench('seven ' + lib.seven, () => 1); });`;
    expect(await nameIn('common/assign.bench.cts', content)).toBe('seven 7');
  });

  it('sees its true import.meta.url, and functions keep their plain form', async () => {
    const expression =
      "[import.meta.url, (function outer() { const inner = () => 1; return inner; }).toString().includes('__name')]";
    expect(await nameIn('meta.bench.ts', naming('', expression))).toBe(
      `file://${project.root}/meta.bench.ts,false`,
    );
  });

  it('that does not parse is reported with its line and what was wrong', async () => {
    // A sound one first: its source map is no guide to the broken one.
    project.write('broken.bench.ts', naming('', "'sound' as string"));
    await project.list('broken.bench.ts');
    project.write('broken.bench.ts', 'const a: number = 1;\nconst b: = 2;\n');
    const failure = (await project.list('broken.bench.ts')).loadFailure();
    expect(failure.message).toBe('Unexpected "="');
    expect(failure.stack).toBe(`SyntaxError: Unexpected "="\n    at ${project.root}/broken.bench.ts:2:10`);
  });

  it('is transformed once: a second worker finds it in the cache', async () => {
    project.write('cached.bench.ts', naming('', "'cached' as string"));
    await project.list('cached.bench.ts');
    const files = readdirSync(project.cacheFolder).sort();
    const again = await project.list('cached.bench.ts');
    expect(readdirSync(project.cacheFolder).sort()).toEqual(files);
    expect(again.names()).toEqual(['cached']);
  });

  it('is transformed again after it changed', async () => {
    expect(await nameIn('edited.bench.ts', naming('', "'before' as string"))).toBe('before');
    expect(await nameIn('edited.bench.ts', naming('', "'after' as string"))).toBe('after');
  });
});

describe('a JavaScript benchmark file', () => {
  it('may be CommonJS in a package without a type', async () => {
    project.write('cjs/package.json', '{ "type": "commonjs" }');
    project.write('cjs/lib.js', "module.exports = { kind: 'commonjs library' };");
    const content =
      "const lib = require('./lib');\nmodule.exports = import('perf-suite').then(() => null) && globalThis.made;";
    project.write('cjs/ignored.js', content);
    project.installTinybench();
    project.write(
      'cjs/plain.bench.js',
      "const lib = require('./lib');\nconst { Bench } = require('tinybench');\nconst bench = new Bench();\nbench.add(lib.kind, () => 1);\nmodule.exports = bench;",
    );
    const outcome = await project.list('cjs/plain.bench.js');
    // Node 20.19 and later can require tinybench, which is an ES module.
    expect(outcome.names()).toEqual(['commonjs library']);
  });
});

describe('a file that is no benchmark file', () => {
  it.each([
    ['nothing', 'export const a = 1;', 'found no default export'],
    ['a number', 'export default 1;', 'found a number'],
    ['a class instance', 'class Thing {}; export default new Thing();', 'found an object of class Thing'],
  ])('exporting %s says what was expected and found', async (_what, content, found) => {
    project.write('none.bench.js', content);
    const failure = (await project.list('none.bench.js')).loadFailure();
    expect(failure).toMatchObject({
      code: 'no-benchmarks',
      hint: expect.stringContaining('export default suite('),
    });
    expect(failure.message).toContain('expected a default export made by suite() or a tinybench Bench');
    expect(failure.message).toContain(found);
  });

  it('that throws is reported with the line of the throw', async () => {
    project.write('throwing.bench.ts', "type Unused = { a: 1 };\n\n\nthrow new RangeError('not today');\n");
    const failure = (await project.list('throwing.bench.ts')).loadFailure();
    expect(failure.message).toBe('not today');
    expect(failure.stack).toContain(`${project.root}/throwing.bench.ts:4:7`);
  });

  it('that imports what is not there names it', async () => {
    project.write('missing.bench.ts', "import './nowhere.js';");
    expect((await project.list('missing.bench.ts')).loadFailure().message).toContain('nowhere.js');
  });

  it('that declares a name twice names it', async () => {
    project.write(
      'twice.bench.ts',
      "import { suite } from 'perf-suite';\nexport default suite(({ group }) => { for (const n of [1, 2]) group('g', ({ bench }) => bench('same', () => n)); });",
    );
    expect((await project.list('twice.bench.ts')).loadFailure()).toMatchObject({
      code: 'duplicate-name',
      message: expect.stringContaining('"g > same"'),
    });
  });

  it('that never finishes loading is found out', async () => {
    project.write('pending.bench.ts', 'await new Promise(() => {});');
    expect((await project.list('pending.bench.ts')).loadFailure().message).toContain('never settles');
  });
});
