// Does code that a project's Vite loads run as fast as under plain Node? Both sides are the same files; head has a
// configuration for Vite besides, with a plugin that touches every file. Prints perf-suite's own comparison.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const perfSuite = fileURLToPath(new URL('../packages/perf-suite/bin/perf-suite.js', import.meta.url));
const vitest = dirname(
  createRequire(new URL('../package.json', import.meta.url)).resolve('vitest/package.json'),
);

const FILES = {
  'package.json': '{ "name": "vite-loading", "version": "1.0.0", "type": "module", "private": true }',
  '.gitignore': 'node_modules\n.perf\n',
  'src/vector.js': `export const add = (a, b) => ({ x: a.x + b.x, y: a.y + b.y });
export const length = (v) => Math.sqrt(v.x * v.x + v.y * v.y);`,
  'src/slug.js': `export const slug = (title) => title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');`,
  'src/tree.js': `export class Tree {
  #root = null;
  add(key) {
    const node = { key, left: null, right: null };
    if (this.#root === null) { this.#root = node; return; }
    for (let at = this.#root; ; ) {
      const side = key < at.key ? 'left' : 'right';
      if (at[side] === null) { at[side] = node; return; }
      at = at[side];
    }
  }
  has(key) {
    for (let at = this.#root; at !== null; at = key < at.key ? at.left : at.right) if (at.key === key) return true;
    return false;
  }
}`,
  'all.bench.js': `import { bench } from 'vitest';
import { add, length } from './src/vector.js';
import { slug } from './src/slug.js';
import { Tree } from './src/tree.js';
const keys = Array.from({ length: 200 }, (_, i) => (i * 7919) % 1009);
const points = keys.map((key) => ({ x: key, y: -key }));
const titles = keys.map((key) => 'Chapter ' + key + ": What's New?");
bench('imported small functions', () => {
  let sum = { x: 0, y: 0 };
  for (const point of points) sum = add(sum, point);
  return length(sum);
});
bench('strings', () => titles.map(slug));
bench('a class with private fields', () => {
  const tree = new Tree();
  for (const key of keys) tree.add(key);
  return keys.every((key) => tree.has(key));
});`,
};

const CONFIG = `export default {
  define: { __UNUSED__: '1' },
  plugins: [{ name: 'touch', transform: (code) => ({ code: code + '\\n', map: null }) }],
};`;

const folder = mkdtempSync(join(tmpdir(), 'vite-loading-'));
const write = (path, content) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
};
const git = (...words) => execFileSync('git', words, { cwd: folder });
try {
  for (const [path, content] of Object.entries(FILES)) write(path, content);
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '-qm', 'without Vite');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(vitest, join(folder, 'node_modules/vitest'));
  write('vite.config.js', CONFIG);
  execFileSync(process.execPath, [perfSuite, 'run', '--against', 'HEAD', ...process.argv.slice(2)], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'ignore'],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
