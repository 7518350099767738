import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The commands of a suite: two programs in Node, one in C, one in the shell. Each takes some tens of milliseconds. */
export const COMMANDS = {
  'parse (node)': ['node', 'parse.mjs'],
  'hash (node)': ['node', 'hash.mjs'],
  sort: ['sort', 'words.txt'],
  'loop (sh)': ['sh', 'loop.sh'],
};

const WORDS = 60_000;
const LOOPS = 30_000;

/** At its end, a program in Node works on for this share of the time that it has taken since its process began. */
const burn = (ratio) =>
  ratio === 0 ? '' : `const until = performance.now() * ${1 + ratio}; while (performance.now() < until);\n`;

/**
 * Writes a project whose commands do always the same work; the one named takes longer by the ratio given.
 * @param {string} folder absolute
 * @param {{ name: string, ratio: number } | null} slowed
 */
export async function writeCheckout(folder, slowed) {
  const ratioOf = (name) => (slowed?.name === name ? slowed.ratio : 0);
  const more = (count, name) => Math.round(count * (1 + ratioOf(name)));
  const files = {
    'package.json': '{ "type": "module" }\n',
    'tools.bench.js': benchmarkFile(),
    'data.json': JSON.stringify(
      Array.from({ length: 20_000 }, (_, id) => ({ id, name: `row ${id}`, even: id % 2 === 0 })),
    ),
    'parse.mjs': `import { readFileSync } from 'node:fs';\nconst rows = JSON.parse(readFileSync('data.json', 'utf8'));\nconsole.log(rows.filter((row) => row.even).length);\n${burn(ratioOf('parse (node)'))}`,
    'hash.mjs': `import { createHash } from 'node:crypto';\nlet text = 'a';\nfor (let i = 0; i < 4000; i++) text = createHash('sha256').update(text).digest('hex');\nconsole.log(text);\n${burn(ratioOf('hash (node)'))}`,
    'words.txt': Array.from(
      { length: more(WORDS, 'sort') },
      (_, i) => `${(i * 7919) % 100_003} word ${i}\n`,
    ).join(''),
    'loop.sh': `i=0\nwhile [ $i -lt ${more(LOOPS, 'loop (sh)')} ]; do i=$((i+1)); done\n`,
  };
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

function benchmarkFile() {
  const declared = Object.entries(COMMANDS).map(
    ([name, run]) => `  command(${JSON.stringify(name)}, { run: ${JSON.stringify(run)} });\n`,
  );
  return `import { suite } from 'perf-suite';\n\nexport default suite(({ command }) => {\n${declared.join('')}});\n`;
}
