import { commitFiles, git, repositoryWith } from '../base/temporary-repository.js';
import { type Finished, perfSuite, type StartOptions } from '../failures/run-command.js';

const BENCHMARK = `import { suite } from 'perf-suite';
import { count } from '../src/words.js';
const text = 'the quick brown fox jumps over the lazy dog '.repeat(20);
export default suite(({ bench }) => {
  bench('count words', () => count(text));
});
`;

/** Source of a library whose work is so many times that of its fastest version. */
export function library(passes: number): string {
  return `export function count(text) {
  let found = 0;
  for (let pass = 0; pass < ${passes}; pass++) found += text.split(' ').length;
  return found;
}
`;
}

/** Returns a repository with one commit, tagged `fast`. */
export function slowedProject(): string {
  const root = repositoryWith({
    '.gitignore': 'node_modules\n.perf\n',
    'package.json': { name: 'words', type: 'module' },
    'bench/words.bench.js': BENCHMARK,
    'src/words.js': library(2),
  });
  git(root, 'tag', 'fast');
  return root;
}

/** Commits another library, which does so many times the work, and returns the commit's id. */
export function commitPasses(root: string, passes: number, message: string): string {
  return commitFiles(root, { 'src/words.js': `${library(passes)}// ${message}\n` }, message);
}

/** Commits what no benchmark runs, and returns the commit's id. */
export function commitNotes(root: string, text: string): string {
  return commitFiles(root, { 'notes.md': `${text}\n` }, text);
}

/** Slowdowns of these tests are of 100 % and more: a few short rounds tell them from none, whatever else the machine does. */
const QUICK = ['--time', '5ms', '--warmup', '5ms', '--min-effect', '40%', '--error-rate', '20%'];

/** What runs the same code need not be measured. */
export const SKIP_SAME_CODE = { PERF_SUITE_ALL: undefined };

export function quickArgs(...args: readonly string[]): string[] {
  return ['bisect', '--good', 'fast', ...QUICK, ...args];
}

export function bisect(root: string, args: readonly string[], options: StartOptions = {}): Promise<Finished> {
  return perfSuite(quickArgs(...args), { cwd: root, variables: SKIP_SAME_CODE, ...options });
}
