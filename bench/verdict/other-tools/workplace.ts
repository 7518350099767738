import { cp, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCheckout } from '../injection.js';
import { LIBRARIES } from '../workload-list.js';
import { runProgram } from './run-program.js';

/** How long a tool measures each benchmark of each variant: six benchmarks, two variants, 30 s. */
const SECONDS_PER_BENCHMARK = 2.5;

const entries = fileURLToPath(new URL('../../../verdict/other-tools/entries', import.meta.url));

/** A folder with both variants and each tool's own benchmark file, which imports whichever is checked out. */
export class Workplace {
  readonly folder: string;
  readonly modules: string;
  readonly base: string;
  readonly head: string;

  /** Makes the place in an empty folder; `modules` is the node_modules folder that holds the tools. */
  constructor(folder: string, modules: string) {
    this.folder = folder;
    this.modules = modules;
    this.base = join(folder, 'base');
    this.head = join(folder, 'head');
  }

  async prepare(): Promise<void> {
    await cp(entries, this.folder, { recursive: true });
    await writeFile(join(this.folder, 'package.json'), '{ "type": "module" }\n');
    await symlink(this.modules, join(this.folder, 'node_modules'));
    for (const variant of [this.base, this.head]) await makeCheckout(variant, LIBRARIES, null);
  }

  /** Makes a variant the one that the tools' benchmark files import, as `git switch` would. */
  async checkOut(variant: 'base' | 'head'): Promise<void> {
    const link = join(this.folder, 'workload');
    await rm(link, { force: true });
    await symlink(this[variant], link);
  }

  /** Runs a program in a subfolder and returns what it printed, or throws as runProgram does. */
  run(
    subfolder: string,
    command: readonly [string, ...string[]],
    { env = {}, codes = [] }: { readonly env?: NodeJS.ProcessEnv; readonly codes?: readonly number[] } = {},
  ): Promise<string> {
    return runProgram(command, {
      cwd: join(this.folder, subfolder),
      env: { ...process.env, SECONDS_PER_BENCHMARK: String(SECONDS_PER_BENCHMARK), ...env },
      codes,
    });
  }

  /** The path of an installed program. */
  bin(name: string): string {
    return join(this.modules, '.bin', name);
  }

  /** An environment whose `node`, `pnpm` and `tsx` are the installed ones. */
  get installedFirst(): NodeJS.ProcessEnv {
    return { PATH: `${join(this.modules, '.bin')}${delimiter}${process.env.PATH}` };
  }
}
