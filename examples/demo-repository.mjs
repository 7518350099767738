#!/usr/bin/env node
/**
 * Makes a repository to try perf-suite on: a small text-search library with real git history.
 *
 *   main     the library and its benchmarks
 *   slower   one commit on top: `suggest` takes about 8 % longer, everything else as before
 *   docs     one commit on top: only the README changed
 *
 *   node examples/demo-repository.mjs FOLDER [--manager npm|pnpm|yarn] [--language ts|js|cjs] [--workspace] [--no-install]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  benchmarkSource,
  documentsSource,
  librarySource,
  slowerSource,
} from './demo-repository/library-source.mjs';

const DIALECTS = {
  ts: { extension: 'ts', typed: true, commonjs: false },
  js: { extension: 'js', typed: false, commonjs: false },
  cjs: { extension: 'js', typed: false, commonjs: true },
};

const INSTALL = {
  npm: ['npm', 'install', '--no-audit', '--no-fund'],
  pnpm: ['npx', '--yes', 'pnpm@10', 'install', '--no-frozen-lockfile'],
  yarn: ['npx', '--yes', 'yarn@1.22.22', 'install', '--non-interactive', '--no-progress'],
};

/**
 * Makes the repository and returns where its package and its stemmer are.
 * @param {import('./demo-repository.mjs').DemoOptions} options
 */
export function makeDemoRepository({
  folder,
  manager = 'npm',
  language = 'ts',
  workspace = false,
  install = true,
}) {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(`${folder}: expected a new or empty folder, found files in it`);
  }
  mkdirSync(folder, { recursive: true });
  const dialect = DIALECTS[language];
  const inPackage = workspace ? 'packages/text-search' : '.';
  const inRepository = (files) =>
    Object.fromEntries(Object.entries(files).map(([path, content]) => [join(inPackage, path), content]));
  const history = new History(folder);

  history.write({
    ...packageFiles({ manager, language, workspace }),
    ...inRepository(librarySource(dialect)),
  });
  if (install) run(folder, INSTALL[manager]);
  history.commit('Search text: tokenize, index, rank, highlight, suggest');
  history.write(inRepository({ ...benchmarkSource(dialect), ...documentsSource(dialect) }));
  history.commit('Measure each part of the search');
  history.write({ 'README.md': readme('') });
  history.commit('Say what the library is for');

  history.branch('docs');
  history.write({ 'README.md': readme('\nDocuments are known by their position in the list.\n') });
  history.commit('Explain how documents are named');

  history.branch('slower');
  history.write(inRepository(slowerSource(dialect)));
  history.commit('Consider longer and shorter terms as suggestions');

  history.switchTo('main');
  return { folder, packageFolder: join(folder, inPackage) };
}

/** Writes commits whose ids are the same on every machine. */
class History {
  #folder;
  #commits = 0;

  constructor(folder) {
    this.#folder = folder;
    this.#git('init', '--quiet', '--initial-branch=main');
  }

  write(files) {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.#folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
    }
  }

  commit(message) {
    this.#git('add', '--all');
    this.#git('commit', '--quiet', '--message', message);
    this.#commits++;
  }

  /** Starts a branch at main. */
  branch(name) {
    this.#git('checkout', '--quiet', '-b', name, 'main');
  }

  switchTo(name) {
    this.#git('checkout', '--quiet', name);
  }

  #git(...args) {
    const date = `2024-01-0${this.#commits + 1}T12:00:00Z`;
    const person = { NAME: 'Demo', EMAIL: 'demo@example.com', DATE: date };
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    for (const [key, value] of Object.entries(person)) {
      env[`GIT_AUTHOR_${key}`] = value;
      env[`GIT_COMMITTER_${key}`] = value;
    }
    for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX']) delete env[name];
    execFileSync('git', ['-c', 'commit.gpgsign=false', '-c', 'core.hooksPath=/dev/null', ...args], {
      cwd: this.#folder,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
}

/** package.json and what else the package manager and the layout need, with the stemmer as a dependency. */
function packageFiles({ manager, language, workspace }) {
  const stemmerFolder = workspace ? 'packages/word-stemmer' : 'word-stemmer';
  const local = manager === 'pnpm' ? 'workspace:*' : '1.0.0';
  const library = {
    name: 'text-search-demo',
    version: '1.0.0',
    private: true,
    ...(language === 'cjs' ? {} : { type: 'module' }),
    dependencies: { 'word-stemmer': workspace ? local : 'file:./word-stemmer' },
  };
  const files = {
    '.gitignore': 'node_modules\n.perf\n',
    [`${stemmerFolder}/package.json`]: { name: 'word-stemmer', version: '1.0.0', main: 'index.js' },
    [`${stemmerFolder}/index.js`]: STEMMER,
    [`${stemmerFolder}/index.d.ts`]: 'export function stem(word: string): string;\n',
  };
  if (!workspace) return { ...files, 'package.json': library };
  return {
    ...files,
    'package.json': { name: 'text-search-workspace', private: true, workspaces: ['packages/*'] },
    'packages/text-search/package.json': library,
    ...(manager === 'pnpm' ? { 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n' } : {}),
  };
}

const STEMMER = `'use strict';

const SUFFIXES = ['ations', 'ation', 'ingly', 'ings', 'ing', 'edly', 'ed', 'ers', 'er', 'ies', 'es', 's', 'ly'];

/** Returns the word without its ending: watching, watched and watches become watch. */
exports.stem = function stem(word) {
  for (const suffix of SUFFIXES) {
    if (word.length > suffix.length + 2 && word.endsWith(suffix)) return word.slice(0, -suffix.length);
  }
  return word;
};
`;

function readme(more) {
  return `# text-search-demo\n\nFinds documents by their words, best first.\n${more}`;
}

function run(cwd, [command, ...args]) {
  const env = { ...process.env };
  // Under another package manager, its settings would lead this one astray.
  for (const name of Object.keys(env))
    if (/^(npm_|pnpm_|INIT_CWD$|NODE_ENV$|CI$)/.test(name) && !/registry|proxy|ca/i.test(name))
      delete env[name];
  execFileSync(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      manager: { type: 'string', default: 'npm' },
      language: { type: 'string', default: 'ts' },
      workspace: { type: 'boolean', default: false },
      'no-install': { type: 'boolean', default: false },
    },
  });
  const [folder] = positionals;
  if (folder === undefined || !(values.manager in INSTALL) || !(values.language in DIALECTS)) {
    console.error(
      'Usage: node examples/demo-repository.mjs FOLDER [--manager npm|pnpm|yarn] [--language ts|js|cjs] [--workspace] [--no-install]',
    );
    process.exitCode = 2;
    return;
  }
  const made = makeDemoRepository({
    folder: resolve(folder),
    manager: values.manager,
    language: values.language,
    workspace: values.workspace,
    install: !values['no-install'],
  });
  console.error(`Made ${made.packageFolder} with the branches main, slower and docs.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
