import { execFile } from 'node:child_process';
import { cp, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeCheckout } from '../injection.js';
import { LIBRARIES } from '../workload-list.js';

/** How long a tool measures each benchmark of each variant: six benchmarks, two variants, 30 s. */
export const SECONDS_PER_BENCHMARK = 2.5;

const TIMEOUT_MS = 300_000;

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

  /**
   * Runs one of the installed programs in a subfolder and returns what it printed.
   * @throws when it ends with a code that is not among `codes`, or takes longer than five minutes
   */
  async run(
    subfolder: string,
    [program, ...rest]: readonly [string, ...string[]],
    options: { readonly env?: NodeJS.ProcessEnv; readonly codes?: readonly number[] } = {},
  ): Promise<string> {
    const settings = {
      cwd: join(this.folder, subfolder),
      env: { ...process.env, SECONDS_PER_BENCHMARK: String(SECONDS_PER_BENCHMARK), ...options.env },
      timeout: TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
    };
    try {
      return (await promisify(execFile)(program, rest, settings)).stdout;
    } catch (error) {
      const { code, stdout } = error as { code?: unknown; stdout?: string };
      if (typeof code === 'number' && options.codes?.includes(code)) return stdout ?? '';
      throw error;
    }
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
