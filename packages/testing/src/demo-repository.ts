import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A pull request as the code host keeps it. */
export interface DemoPull {
  readonly number: number;
  readonly branch: string;
  /** Newest commit of its branch. */
  readonly head: string;
  /** The commit that the code host made: the branch, merged into what main was then. */
  readonly merge: string;
}

export interface DemoRepository {
  /** Address of the bare repository that stands for the code host's. */
  readonly url: string;
  /** Folder of a clone in which the history was made; `main` is checked out. */
  readonly work: string;
  /** Commits of main, the oldest first. */
  readonly main: readonly [first: string, second: string, faster: string];
  readonly pulls: {
    /** Its one commit makes `checksum` do 8 % more, for the same result. */
    readonly slower: DemoPull;
    /** Its one commit makes `group` leave twice as much garbage. */
    readonly garbage: DemoPull;
    /** Changes documentation only. */
    readonly documentation: DemoPull;
    /** Left main before main's `checksum` became twice as fast, and changes another function's message. */
    readonly behind: DemoPull;
  };
}

type Files = Readonly<Record<string, string>>;

const checksum = (passes: number): string => `const PASSES = ${passes};

/** Returns a checksum of the bytes. */
export function checksum(bytes) {
  let sum = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    sum = 0;
    for (let i = 0; i < bytes.length; i++) sum = (Math.imul(sum, 31) + bytes[i]) | 0;
  }
  return sum;
}
`;

const group = (copy: string): string => `/** Returns the records by the first letter of their names. */
export function group(records) {
  const groups = new Map();
  for (const record of records) {
    const own = ${copy};
    const letter = own.name[0];
    const others = groups.get(letter);
    if (others === undefined) groups.set(letter, [own]);
    else others.push(own);
  }
  return groups;
}
`;

const parse = (
  message: string,
): string => `/** Returns the numbers in a text, in which commas separate them. */
export function parse(text) {
  return text.split(',').map((word) => {
    const number = Number(word);
    if (Number.isNaN(number)) throw new Error(\`${message}: \${word}\`);
    return number;
  });
}
`;

const BENCHMARKS = `import { suite } from 'perf-suite';
import { checksum } from '../src/checksum.js';
import { group } from '../src/group.js';
import { parse } from '../src/parse.js';

const bytes = Uint8Array.from({ length: 2_000 }, (_, i) => i % 251);
const records = Array.from({ length: 500 }, (_, id) => ({ id, name: String.fromCharCode(97 + (id % 26)) + id }));
const numbers = Array.from({ length: 500 }, (_, i) => i * 7).join(',');

export default suite(({ bench }) => {
  bench('checksum', () => checksum(bytes));
  bench('group', () => group(records));
  bench('parse', () => parse(numbers));
});
`;

const LIBRARY: Files = {
  '.gitignore': 'node_modules\n.perf\n',
  'package.json': `${JSON.stringify({ name: 'demo', version: '1.0.0', type: 'module', main: 'src/index.js' }, null, 2)}\n`,
  'README.md': '# demo\n',
  'src/index.js':
    "export { checksum } from './checksum.js';\nexport { group } from './group.js';\nexport { parse } from './parse.js';\n",
  'src/checksum.js': checksum(100),
  'src/group.js': group('{ ...record }'),
  'src/parse.js': parse('expected a number, found'),
};

/**
 * Makes a repository with a real history below a folder, and a bare one that stands for the code host's, with the
 * merge commits of its pull requests.
 */
export function makeDemoRepository(folder: string): DemoRepository {
  const work = join(folder, 'work');
  const host = join(folder, 'host.git');
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', host);
  git(folder, 'init', '--quiet', '--initial-branch=main', work);
  const first = commit(work, LIBRARY, 'Add checksum, group and parse');
  const second = commit(work, { 'bench/demo.bench.js': BENCHMARKS }, 'Measure what users wait for');
  const slower = pull(
    work,
    1,
    'slower',
    { 'src/checksum.js': checksum(108) },
    'Take more passes over the bytes',
  );
  const copies = 'copyOf({ ...record })';
  const garbage = pull(
    work,
    2,
    'garbage',
    { 'src/group.js': `${group(copies)}\nfunction copyOf(record) {\n  return { ...record };\n}\n` },
    'Copy records before they are grouped',
  );
  const documentation = pull(
    work,
    3,
    'documentation',
    { 'README.md': '# demo\n\nChecksums, groups and numbers.\n' },
    'Say what it is for',
  );
  const behindHead = branch(
    work,
    'behind',
    { 'src/parse.js': parse('expected numbers, found') },
    'Say it in plural',
  );
  const faster = commit(work, { 'src/checksum.js': checksum(50) }, 'Halve the passes over the bytes');
  const behind = merged(work, 4, 'behind', behindHead);
  git(work, 'push', '--quiet', host, 'refs/heads/*:refs/heads/*', 'refs/pull/*:refs/pull/*');
  return {
    url: pathToFileURL(host).href,
    work,
    main: [first, second, faster],
    pulls: { slower, garbage, documentation, behind },
  };
}

function pull(work: string, number: number, name: string, files: Files, message: string): DemoPull {
  return merged(work, number, name, branch(work, name, files, message));
}

/** Adds a commit to a new branch of main, and returns it; `main` is checked out again. */
function branch(work: string, name: string, files: Files, message: string): string {
  git(work, 'checkout', '--quiet', '-b', name, 'main');
  const head = commit(work, files, message);
  git(work, 'checkout', '--quiet', 'main');
  return head;
}

/** Merges a branch into main as it is now, as the code host does to see whether it can be merged. */
function merged(work: string, number: number, name: string, head: string): DemoPull {
  git(work, 'checkout', '--quiet', '--detach', 'main');
  git(work, 'merge', '--quiet', '--no-ff', '-m', `Merge ${head} into main`, name);
  const merge = git(work, 'rev-parse', 'HEAD');
  git(work, 'update-ref', `refs/pull/${number}/merge`, merge);
  git(work, 'checkout', '--quiet', 'main');
  return { number, branch: name, head, merge };
}

function commit(work: string, files: Files, message: string): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), content);
  }
  git(work, 'add', '--all');
  git(work, 'commit', '--quiet', '-m', message);
  return git(work, 'rev-parse', 'HEAD');
}

/** Runs git, untouched by the settings of whoever runs it; returns what it printed. */
function git(folder: string, ...args: readonly string[]): string {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Demo',
    GIT_AUTHOR_EMAIL: 'demo@example.com',
    GIT_COMMITTER_NAME: 'Demo',
    GIT_COMMITTER_EMAIL: 'demo@example.com',
  };
  return execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}
