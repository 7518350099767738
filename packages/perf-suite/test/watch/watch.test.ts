import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { repositoryWith, writeFiles } from '../base/temporary-repository.js';
import { newFolder, perfSuite, QUICK, runFilesIn, type Started, start } from '../failures/run-command.js';

const bench = (name: string, from: string): string => `import { appendFileSync } from 'node:fs';
import { suite } from 'perf-suite';
import { ${name} } from '../src/${from}.ts';
appendFileSync(process.env.PIDS, process.pid + '\\n');
export default suite(({ bench }) => { bench('${name}', () => ${name}(2)); });
`;

const FILES = {
  '.gitignore': '.perf\nbuild\n',
  'package.json': { name: 'project', type: 'module' },
  'src/one.ts': 'export const one = (n: number): number => Math.sqrt(n);\n',
  'src/two.ts': 'export const two = (n: number): number => Math.cbrt(n);\n',
  'bench/one.bench.ts': bench('one', 'one'),
  'bench/two.bench.ts': bench('two', 'two'),
};

const WAITING = 'Waiting for changes';

/** A command that watches a repository, and the process ids of all workers that loaded a benchmark file. */
class Watched {
  readonly root = repositoryWith(FILES);
  readonly #pids = join(newFolder(), 'pids.txt');
  readonly #started: Started;
  #seen = 0;

  constructor(args: readonly string[]) {
    // What is read below has the signs of a terminal that knows them, whatever the tests run in.
    const variables = { PIDS: this.#pids, PERF_SUITE_ALL: undefined, LANG: 'C.UTF-8', TERM: 'xterm' };
    this.#started = start(['run', '--watch', ...args], { cwd: this.root, variables });
    onTestFinished(() => {
      this.#started.child.kill('SIGKILL');
    });
  }

  /** Resolves with what was said since the last time, once that contains the text. */
  async says(text: string): Promise<string> {
    for (;;) {
      const stderr = this.#started.stderr();
      const at = stderr.indexOf(text, this.#seen);
      if (at < 0 && this.#started.child.exitCode !== null) throw new Error(`it ended:\n${stderr}`);
      if (at < 0) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        continue;
      }
      const said = stderr.slice(this.#seen, at);
      this.#seen = at + text.length;
      return said;
    }
  }

  save(files: Readonly<Record<string, string | object>>): void {
    writeFiles(this.root, files);
  }

  async ended(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.#started.child.kill(signal);
    return (await this.#started.finished).exitCode;
  }

  workersAlive(): number[] {
    if (!existsSync(this.#pids)) return [];
    const pids = readFileSync(this.#pids, 'utf8').trim().split('\n').map(Number);
    return pids.filter((pid) => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    });
  }
}

describe('run --watch', () => {
  it('measures again what a saved file reaches, against the last commit', async () => {
    const watched = new Watched(QUICK);
    expect(await watched.says(WAITING)).toContain('2 benchmarks · 2 files');

    watched.save({ 'src/one.ts': 'export const one = (n: number): number => Math.sqrt(Math.sqrt(n));\n' });
    const edited = await watched.says(WAITING);
    expect(edited).toContain('Saved src/one.ts');
    expect(edited).toContain('1 benchmark · 1 file');
    expect(edited).toContain('round 2 of 2');
    expect(edited).toMatch(/Base \w{7} is ready from an earlier run/);

    watched.save({ 'src/one.ts': 'export const one = (\n' });
    expect(await watched.says(WAITING)).toContain('bench/one.bench.ts');

    // What did not load is tried again, whatever is saved.
    watched.save({ 'src/one.ts': FILES['src/one.ts'] });
    const mended = await watched.says(WAITING);
    expect(mended).toContain('1 benchmark · 1 file');
    expect(mended).not.toContain('round 1');

    watched.save({ 'bench/new.bench.ts': bench('one', 'one') });
    expect(await watched.says(WAITING)).toContain('1 benchmark · 1 file');

    rmSync(join(watched.root, 'bench/two.bench.ts'));
    expect(await watched.says(WAITING)).toContain('bench/two.bench.ts is gone');

    watched.save({ 'README.md': '# Words\n', 'build/a.txt': 'ignored' });
    const unread = await watched.says(WAITING);
    expect(unread).toContain('No benchmark loads or reads that');
    expect(unread).not.toContain('build/a.txt');

    expect(await watched.ended()).toBe(0);
    expect(watched.workersAlive()).toEqual([]);
  });

  it('starts again when a file is saved meanwhile, and keeps nothing of what was dropped', async () => {
    const watched = new Watched(['--rounds', '500', '--time', '50ms', '--warmup', '5ms']);
    await watched.says(WAITING);
    const before = runFilesIn(watched.root).length;
    watched.save({ 'src/one.ts': 'export const one = (n: number): number => Math.sqrt(n + 1);\n' });
    await watched.says('round 1 of 500');
    watched.save({ 'src/two.ts': 'export const two = (n: number): number => Math.cbrt(n + 1);\n' });
    await watched.says('Saved src/two.ts: starting again');
    // What was saved before has not been measured to the end.
    expect(await watched.says('round 1 of 500')).toContain('2 benchmarks · 2 files');
    expect(await watched.ended('SIGTERM')).toBe(0);
    expect(runFilesIn(watched.root)).toHaveLength(before);
    expect(watched.workersAlive()).toEqual([]);
  });

  it('ends at once where no save would mend the command', async () => {
    const root = repositoryWith(FILES);
    const wrong = await perfSuite(['run', '--watch', '--against', 'no-such-branch'], { cwd: root });
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('no-such-branch')]);
    const live = await perfSuite(['run', '--watch', '--live'], { cwd: root });
    expect([live.exitCode, live.stderr]).toEqual([2, expect.stringContaining('expected no --live')]);
  });
});
