import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How many benchmarks a project has, and in how many files. */
export interface ProjectSize {
  readonly files: number;
  /** Of each file; all of the ten in turn. */
  readonly benchmarksOfFile: (file: number) => number;
}

export const SIZES: Readonly<Record<string, ProjectSize>> = {
  '10 in 3 files': { files: 3, benchmarksOfFile: (file) => (file === 0 ? 4 : 3) },
  '100 in 10 files': { files: 10, benchmarksOfFile: () => 10 },
  '100 in 100 files': { files: 100, benchmarksOfFile: () => 1 },
};

/** Ten pieces of work, from 100 ns to 300 µs, of the kinds that benchmarks of libraries do. */
const WORK = `const text = Array.from({ length: 300 }, (_, i) => 'word' + (i * 7919) % 997).join(' ');
const words = text.split(' ');
const records = words.map((name, id) => ({ id, name, tags: ['a', 'b'], price: id * 1.25 }));
const json = JSON.stringify(records.slice(0, 60));
const numbers = words.map((_, i) => (i * 7919) % 1009);

export const work = {
  'parse JSON': () => JSON.parse(json),
  'write JSON': () => JSON.stringify(records),
  'sort numbers': () => [...numbers].sort((a, b) => a - b),
  'count words': () => {
    const counts = new Map();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return counts;
  },
  'match a pattern': () => text.match(/\\\\bword(\\\\d)\\\\1/g),
  'slugify': () => 'How It Decides: a Title'.toLowerCase().replace(/[^a-z]+/g, '-'),
  'sum numbers': () => {
    let sum = 0;
    for (const number of numbers) sum += number;
    return sum;
  },
  'group records': () => {
    const groups = {};
    for (const record of records) (groups[record.id % 10] ??= []).push(record);
    return groups;
  },
  'multiply matrices': () => {
    const result = new Float64Array(400);
    for (let i = 0; i < 20; i++)
      for (let j = 0; j < 20; j++)
        for (let k = 0; k < 20; k++) result[i * 20 + j] += numbers[i + k] * numbers[j + k];
    return result;
  },
  'join a path': () => ['a', 'b', '..', 'c'].reduce((path, part) => (part === '..' ? path.slice(0, path.lastIndexOf('/')) : path + '/' + part), ''),
};
`.replaceAll('\\\\', '\\');

/** Makes a git repository whose benchmarks take the time of real ones, with all committed. */
export async function makeProject(folder: string, { files, benchmarksOfFile }: ProjectSize): Promise<void> {
  await mkdir(join(folder, 'src'), { recursive: true });
  await mkdir(join(folder, 'bench'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "name": "time-to-verdict", "type": "module" }\n');
  await writeFile(join(folder, '.gitignore'), '.perf\n');
  await writeFile(join(folder, 'src/work.js'), WORK);
  let first = 0;
  for (let file = 0; file < files; file++) {
    const count = benchmarksOfFile(file);
    await writeFile(join(folder, `bench/file-${file + 1}.bench.js`), benchmarkFile(first, count));
    first += count;
  }
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
  };
  git('init', '--initial-branch=main');
  git('add', '.');
  git('commit', '--message=unchanged');
}

function benchmarkFile(first: number, count: number): string {
  return `import { suite } from 'perf-suite';
import { work } from '../src/work.js';

const names = Object.keys(work);
export default suite(({ bench }) => {
  for (let i = ${first}; i < ${first + count}; i++) bench(names[i % names.length], work[names[i % names.length]]);
});
`;
}
