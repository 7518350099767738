import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How often each benchmark of the workload does its work in one iteration; 5 % more is exactly 5 % slower. */
export const BASE_REPEATS = 40;

export interface Injection {
  readonly benchmark: string;
  /** 0.05 makes head do 5 % more of the same work; whole repeats only, so a multiple of 1 / BASE_REPEATS. */
  readonly slowdownRatio: number;
  /** True where only the slowest tenth of the calls does more: a multiple of 0.1. Left out means all calls. */
  readonly tail?: boolean;
}

const source = fileURLToPath(new URL('../../verdict/workload', import.meta.url));
const examples = createRequire(new URL('../../../examples/package.json', import.meta.url));

/**
 * Makes one checkout of the workload in a folder: its benchmark file, its own copies of the libraries
 * (never links, or both variants would share module instances), and how much work each benchmark does.
 * @throws {RangeError} when the slowdown is not a whole number of repeats
 */
export async function makeCheckout(
  folder: string,
  libraries: readonly string[],
  injection: Injection | null,
): Promise<void> {
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await cp(source, folder, { recursive: true });
  for (const library of libraries) await copyLibrary(library, examples, join(folder, 'node_modules'));
  await writeRepeats(folder, injection);
}

/** Sets how much slower head's checkout is; null makes it the same as base. */
export async function writeRepeats(folder: string, injection: Injection | null): Promise<void> {
  const repeats: Record<string, number> = {};
  const tails: Record<string, number> = {};
  if (injection?.tail) {
    tails[injection.benchmark] = injection.slowdownRatio;
  } else if (injection !== null) {
    const more = injection.slowdownRatio * BASE_REPEATS;
    if (Math.abs(more - Math.round(more)) > 1e-9) {
      throw new RangeError(`${injection.slowdownRatio} is not a whole number of ${BASE_REPEATS} repeats`);
    }
    repeats[injection.benchmark] = BASE_REPEATS + Math.round(more);
  }
  await writeFile(
    join(folder, 'repeats.js'),
    `const repeats = ${JSON.stringify(repeats)};
export const repeatsOf = (name) => repeats[name] ?? ${BASE_REPEATS};
const tails = ${JSON.stringify(tails)};
export const tailSlowdownOf = (name) => tails[name] ?? 0;
`,
  );
}

/** Copies a library and everything it depends on, flat: the workload's libraries do not disagree on versions. */
async function copyLibrary(name: string, from: NodeJS.Require, target: string): Promise<void> {
  const manifestPath = findManifest(name, from);
  const folder = dirname(manifestPath);
  await cp(folder, join(target, name), { recursive: true, dereference: true });
  const manifest: { dependencies?: Record<string, string> } = createRequire(manifestPath)(manifestPath);
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    await copyLibrary(dependency, createRequire(manifestPath), target);
  }
}

/** Walks the folders Node would look in: many libraries do not export their package.json. */
function findManifest(name: string, from: NodeJS.Require): string {
  for (const folder of from.resolve.paths(name) ?? []) {
    try {
      return from.resolve(join(folder, name, 'package.json'));
    } catch {
      // Not in this folder; the next one up may have it.
    }
  }
  throw new Error(`${name} is not installed in examples/`);
}
