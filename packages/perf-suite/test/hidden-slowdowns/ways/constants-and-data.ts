import { BASE_COUNT, BUSY, benchmark, changedLibrary, HEAD_COUNT } from '../project-snippets.js';
import { sized } from '../reach-library.js';
import { SAYS } from '../sentences.js';
import type { Way } from '../way.js';

/** Head changes data, a constant or a dependency, and only the first call, or none, works with it. */
export const CONSTANTS_AND_DATA: readonly Way[] = [
  {
    name: 'sized by a JSON file that only the first call computes with',
    kind: 'never run',
    ...onlyAtFirst(),
    expected: { outcome: 'not-run', says: SAYS.firstCallOnly },
  },
  {
    name: 'sized by a property of an object whose other property switches it off',
    kind: 'never run',
    ...changedLibrary(
      (count) => `${BUSY}const options = { count: ${count}, enabled: false };
export const work = () => (options.enabled ? busy(options.count) : busy(3000));
`,
    ),
    expected: { outcome: 'not-run', says: SAYS.nothingDiffers },
  },
  {
    name: 'memoised in code between two strings that look like a comment',
    kind: 'never run',
    ...changedLibrary(
      (count) => `${BUSY}const accept = 'image/*';
let table;
function work() { if (table === undefined) table = busy(${count}); return table; }
const any = '*/*';
export { work, accept, any };
`,
    ),
    expected: { outcome: 'not-run', says: SAYS.firstCallOnly },
  },
  {
    name: 'memoised in a dependency that changes inside of a function only',
    kind: 'never run',
    base: { 'bench/work.bench.mjs': benchmark("import { work } from 'dep';", '() => work()') },
    head: { 'note.txt': 'x' },
    ignored: {
      'node_modules/dep/package.json': { name: 'dep', version: '1.0.0', type: 'module', main: 'index.js' },
      'node_modules/dep/index.js': `${BUSY}let table;\nexport function work() { if (table === undefined) table = busy(${HEAD_COUNT}); return table; }\n`,
    },
    args: [
      '--base-setup',
      `cp -r {{head}}/node_modules . && sed -i s/${HEAD_COUNT}/${BASE_COUNT}/ node_modules/dep/index.js`,
    ],
    expected: { outcome: 'not-run', says: SAYS.firstCallOnly },
  },
  {
    name: 'slower by a property of an object that the calls read',
    kind: 'control',
    ...changedLibrary(
      (count) => `${BUSY}const options = { count: ${count}, enabled: true };
export const work = () => (options.enabled ? busy(options.count) : busy(3000));
`,
    ),
    expected: { outcome: 'found' },
  },
];

function onlyAtFirst(): Pick<Way, 'base' | 'head'> {
  const { base, head } = sized(
    "import { readFileSync } from 'node:fs';\nconst { count } = JSON.parse(readFileSync(new URL('./config.json', import.meta.url), 'utf8'));",
  );
  const source = String(base['src/lib.mjs']).replace(
    'export const work = () => busy(count);',
    'let found = null;\nexport const work = () => { if (found === null) found = busy(count); return found; };',
  );
  return { base: { ...base, 'src/lib.mjs': source }, head };
}
