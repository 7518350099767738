import { BASE_COUNT, BUSY, benchmark, HEAD_COUNT } from '../project-snippets.js';
import { reached, requiredBy, sized } from '../reach-library.js';
import type { Way } from '../way.js';

const FOUND = { outcome: 'found' } as const;

/** Code and data that are named relative to the working folder, which is head's unless each side has a process. */
export const WORKING_FOLDER: readonly Way[] = [
  {
    name: 'imported from `process.cwd()`',
    kind: 'wrong files',
    ...reached("const { work } = await import(process.cwd() + '/src/lib.mjs');"),
    expected: FOUND,
  },
  {
    name: 'required from `process.cwd()`',
    kind: 'wrong files',
    ...requiredBy(
      "import { createRequire } from 'node:module';\nconst { work } = createRequire(process.cwd() + '/x.js')('./src/lib.cjs');",
    ),
    expected: FOUND,
  },
  {
    name: 'read from `process.cwd()` and run by `vm`',
    kind: 'wrong files',
    ...evaluated("import vm from 'node:vm';\nconst work = vm.runInThisContext(source);"),
    expected: FOUND,
  },
  {
    name: 'read from `process.cwd()` and made a function by `new Function`',
    kind: 'wrong files',
    ...evaluated("const work = new Function('return ' + source)();"),
    expected: FOUND,
  },
  {
    name: 'read from `process.cwd()` and evaluated by `eval`',
    kind: 'wrong files',
    ...evaluated('const work = (0, eval)(source);'),
    expected: FOUND,
  },
  {
    name: 'sized by a file that is read from the working folder: `readFileSync("src/config.json")`',
    kind: 'wrong files',
    ...sized(
      "import { readFileSync } from 'node:fs';\nconst { count } = JSON.parse(readFileSync('src/config.json', 'utf8'));",
    ),
    expected: FOUND,
  },
  {
    name: 'in a WebAssembly file that is read from the working folder',
    kind: 'wrong files',
    base: {
      'bench/work.bench.mjs': benchmark(
        "import { readFileSync } from 'node:fs';\nconst { instance } = await WebAssembly.instantiate(Buffer.from(readFileSync('src/work.wasm.base64', 'utf8'), 'base64'));",
        '() => instance.exports.work()',
      ),
      'src/work.wasm.base64': webAssembly(BASE_COUNT),
    },
    head: { 'src/work.wasm.base64': webAssembly(HEAD_COUNT) },
    expected: FOUND,
  },
];

/** A benchmark that makes `work` from the `source` of a script in the working folder. */
function evaluated(statements: string): Pick<Way, 'base' | 'head'> {
  const script = (count: number): string => `(() => {\n${BUSY}return () => busy(${count});\n})()`;
  return {
    base: {
      'bench/work.bench.mjs': benchmark(
        `import { readFileSync } from 'node:fs';\nconst source = readFileSync(process.cwd() + '/src/work.txt', 'utf8');\n${statements}`,
        '() => work()',
      ),
      'src/work.txt': script(BASE_COUNT),
    },
    head: { 'src/work.txt': script(HEAD_COUNT) },
  };
}

/** A module that exports `work`: counts from `count` down to 0, as base64. */
function webAssembly(count: number): string {
  const signed = (value: number): number[] => {
    const bytes: number[] = [];
    for (let rest = value; ; rest >>= 7) {
      const last = rest < 64;
      bytes.push((rest & 127) | (last ? 0 : 128));
      if (last) return bytes;
    }
  };
  // (func (result i32) (local i32 i32) count; loop: sum = (sum xor left) * 31; left -= 1; br_if left; sum)
  const code = [
    ...[1, 2, 0x7f, 0x41, ...signed(count), 0x21, 0, 0x03, 0x40],
    ...[0x20, 1, 0x20, 0, 0x73, 0x41, 31, 0x6c, 0x21, 1],
    ...[0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x20, 1, 0x45, 0x0b],
  ];
  const section = (id: number, content: readonly number[]): number[] => [id, content.length, ...content];
  return Buffer.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 1, 0x7f]),
    ...section(3, [1, 0]),
    ...section(7, [1, 4, ...Buffer.from('work'), 0, 0]),
    ...section(10, [1, code.length, ...code]),
  ]).toString('base64');
}
