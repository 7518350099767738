import { BASE_COUNT, BENCHMARK, BUSY, changedLibrary, library } from '../project-snippets.js';
import type { Files, Way } from '../way.js';

/** With this scale, head does as much work as base with its own. */
const SCALE = 0.77;

/** Files that git does not keep make up for what head is slower by. */
export const UNTRACKED_FILES: readonly Way[] = [
  {
    ...scaled(
      'a module that git ignores, imported where it is there',
      "const { scale } = await import('../local.mjs').catch(() => ({ scale: 1 }));",
      { 'local.mjs': `export const scale = ${SCALE};\n` },
    ),
    // Base is asked for all that its code names.
    expected: { outcome: 'refused', says: /base has no .*local\.mjs/ },
  },
  scaled(
    'a module that git ignores and whose name is put together',
    "const name = ['local', 'mjs'].join('.');\nconst { scale } = await import('../' + name).catch(() => ({ scale: 1 }));",
    { 'local.mjs': `export const scale = ${SCALE};\n` },
  ),
  scaled(
    'a module that git ignores, required in a try block',
    "import { createRequire } from 'node:module';\nlet scale = 1;\ntry { scale = createRequire(import.meta.url)('../local.config.cjs').scale; } catch {}",
    { 'local.config.cjs': `exports.scale = ${SCALE};\n` },
  ),
  scaled(
    'JSON that git ignores, required in a try block',
    "import { createRequire } from 'node:module';\nlet scale = 1;\ntry { scale = createRequire(import.meta.url)('../local.json').scale; } catch {}",
    { 'local.json': { scale: SCALE } },
  ),
  scaled(
    'variables that `process.loadEnvFile` reads',
    "try { process.loadEnvFile(new URL('../.env', import.meta.url).pathname); } catch {}\nconst scale = Number(process.env.PROJECT_SCALE ?? 1);",
    { '.env': `PROJECT_SCALE=${SCALE}\n` },
  ),
  stale('a template that older code left in this folder', '../.template.json'),
  stale(
    'a template that older code left in `node_modules/.cache` of this folder',
    '../node_modules/.cache/project/template.json',
  ),
  {
    name: 'in a module that is new in head and not committed yet',
    kind: 'control',
    base: { ...BENCHMARK, 'src/lib.mjs': library(BASE_COUNT) },
    head: { 'src/lib.mjs': "export { work } from './new.mjs';\n" },
    uncommitted: { 'src/new.mjs': library(BASE_COUNT) },
    expected: { outcome: 'not-flagged' },
  },
  {
    name: 'in a part of a build output that has another name in head',
    kind: 'control',
    base: {
      'bench/work.bench.mjs':
        "import { suite } from 'perf-suite';\nconst { work } = await import('../src/lib.mjs');\nexport default suite(({ bench }) => { bench('work', () => work()); });\n",
      'src/lib.mjs': "export { work } from '../dist/part-1.mjs';\n",
    },
    head: { 'src/lib.mjs': "export { work } from '../dist/part-2.mjs';\n" },
    ignored: { 'dist/part-1.mjs': library(BASE_COUNT), 'dist/part-2.mjs': library(BASE_COUNT) },
    args: ['--base-setup', `mkdir -p dist && cp {{head}}/dist/part-1.mjs dist/`],
    expected: { outcome: 'not-flagged' },
  },
];

function scaled(name: string, statements: string, ignored: Files): Way {
  return {
    name: `scaled by ${name}`,
    kind: 'wrong files',
    ...changedLibrary((count) => `${statements}\n${BUSY}export const work = () => busy(${count} * scale);\n`),
    ignored,
    expected: { outcome: 'not-run', says: /which git does not keep/ },
  };
}

function stale(name: string, path: string): Way {
  return {
    name: `sized by ${name}`,
    kind: 'wrong files',
    ...changedLibrary(
      (count) => `import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
${BUSY}const file = new URL('${path}', import.meta.url);
mkdirSync(new URL('.', file), { recursive: true });
if (!existsSync(file)) writeFileSync(file, JSON.stringify({ count: ${count} }));
const { count } = JSON.parse(readFileSync(file, 'utf8'));
export const work = () => busy(count);
`,
    ),
    ignored: { [path.slice(3)]: { count: BASE_COUNT } },
    expected: { outcome: 'not-run', says: /older than this run/ },
  };
}
