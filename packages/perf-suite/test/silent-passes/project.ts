import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commitFiles, git, writeFiles } from '../base/temporary-repository.js';
import { type Finished, perfSuite, QUICK, type Started, start } from '../failures/run-command.js';

const GUARD = fileURLToPath(new URL('../../../perf-guard/bin/perf-guard.js', import.meta.url));

/** The job that runs the tests is not the one that the commands are to report to. */
const VARIABLES = { PERF_SUITE_ALL: undefined, CI: undefined, GITHUB_ACTIONS: undefined };

export type Files = Readonly<Record<string, string | object>>;

/** A benchmark file: `work` is measured under each of the names. */
export function suiteOf(...names: readonly string[]): string {
  return `import { suite } from 'perf-suite';
import { work } from '../src/work.js';
export default suite(({ bench }) => {
${names.map((name) => `  bench('${name}', () => work());\n`).join('')}});
`;
}

export const work = (count: number): string =>
  `export function work() {\n  let sum = 1;\n  for (let i = 0; i < ${count}; i++) sum = (sum * 31 + i) | 0;\n  return sum & 1 ? 'a' : 'b';\n}\n`;

const FILES: Files = {
  '.gitignore': '.perf\n',
  'package.json': { name: 'project', version: '1.0.0', type: 'module', private: true },
  'src/work.js': work(1000),
  'bench/work.bench.js': suiteOf('parse', 'print'),
};

/** A git repository with two benchmarks, whose branch `change` is to be made. */
export class Project {
  readonly folder: string;

  constructor() {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'perf-silent-')));
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit(FILES, 'Add the benchmarks');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  git(...args: readonly string[]): string {
    return git(this.folder, ...args);
  }

  write(files: Files): void {
    writeFiles(this.folder, files);
  }

  commit(files: Files, message = 'Change it'): void {
    commitFiles(this.folder, files, message);
  }

  /** Begins the branch `change`, whose first commit changes the code that is measured. */
  branch(files: Files = { 'src/work.js': work(1001) }): void {
    this.git('switch', '--quiet', '--create', 'change');
    this.commit(files);
  }

  removeGit(): void {
    rmSync(join(this.folder, '.git'), { recursive: true });
  }

  /** Changes a file of JSON in place. */
  editJson(name: string, edit: (content: Record<string, unknown>) => void): void {
    const file = join(this.folder, name);
    const content = JSON.parse(readFileSync(file, 'utf8'));
    edit(content);
    writeFileSync(file, JSON.stringify(content));
  }

  /** `perf-suite run --against main`, with two short rounds. */
  compare(...args: readonly string[]): Promise<Finished> {
    return this.run('--against', 'main', ...args);
  }

  /** `perf-suite run`, with two short rounds. */
  run(...args: readonly string[]): Promise<Finished> {
    return this.perfSuite('run', ...QUICK, ...args);
  }

  perfSuite(...args: readonly string[]): Promise<Finished> {
    return perfSuite(args, { cwd: this.folder, variables: VARIABLES });
  }

  start(...args: readonly string[]): Started {
    return start(['run', ...QUICK, ...args], { cwd: this.folder, variables: VARIABLES });
  }

  perfGuard(...args: readonly string[]): Promise<Finished> {
    return new Promise((resolve) => {
      const env = { ...process.env, NO_COLOR: '1', ...VARIABLES };
      execFile(process.execPath, [GUARD, ...args], { cwd: this.folder, env }, (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }
}
