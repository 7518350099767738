import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Explanation } from '@perf-suite/schema';
import type { ExplainedProfiles } from './explain-profiles.js';
import { flameGraph } from './flame-graph.js';
import { flameGraphPage } from './flame-graph-page.js';
import type { ProfiledRegression } from './profile-regressions.js';

/** A benchmark's explanation with all that its files are made of. */
export interface ExplainedRegression extends ExplainedProfiles {
  readonly id: string;
  readonly profiled: ProfiledRegression & { readonly problem: null };
}

type SavedFiles = Pick<Explanation, 'flameGraph' | 'profiles'>;

export interface SavedProfiles {
  /** By benchmark id, relative to the run file. */
  readonly files: ReadonlyMap<string, SavedFiles>;
  /** Why some are missing; null where all were written. */
  readonly problem: string | null;
}

const PAGE = 'flame-graph.html';
const OWN_PROFILE = /^\d+-(?:base|head)-\d+\.cpuprofile$/;

/** Writes one page with the flame graphs of all, and the profiles as V8 made them, into a folder beside the run file. */
export async function saveProfiles(
  explained: readonly ExplainedRegression[],
  runPath: string,
): Promise<SavedProfiles> {
  if (explained.length === 0) return { files: new Map(), problem: null };
  const folder = `${runPath.replace(/(\.run)?\.json(\.gz)?$/, '')}.profiles`;
  try {
    await mkdir(folder, { recursive: true });
    await removeOwn(folder);
    await writeFile(
      join(folder, PAGE),
      flameGraphPage(explained.map((one) => ({ ...one, root: flameGraph(one) }))),
    );
    const files = new Map<string, SavedFiles>();
    for (const [index, one] of explained.entries()) {
      const profiles = await saveProfilesOf(one, folder, index + 1);
      files.set(one.id, {
        flameGraph: `${basename(folder)}/${PAGE}`,
        profiles: profiles.map((name) => `${basename(folder)}/${name}`),
      });
    }
    return { files, problem: null };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // Half of a file is of no use.
    await removeOwn(folder).catch(() => {});
    return {
      files: new Map(),
      problem: `its profiles could not be written to ${dirname(runPath)}: ${reason}`,
    };
  }
}

/** Removes what an earlier run left there; files of others stay. */
async function removeOwn(folder: string): Promise<void> {
  const names = await readdir(folder);
  const own = names.filter((name) => name === PAGE || OWN_PROFILE.test(name));
  await Promise.all(own.map((name) => rm(join(folder, name), { force: true })));
}

/** Returns the names of the files. */
async function saveProfilesOf(
  { profiled }: ExplainedRegression,
  folder: string,
  number: number,
): Promise<string[]> {
  const names: string[] = [];
  for (const [repetition, pair] of (profiled.profiles?.repetitions ?? []).entries()) {
    for (const side of ['base', 'head'] as const) {
      const name = `${number}-${side}-${repetition + 1}.cpuprofile`;
      await writeFile(join(folder, name), JSON.stringify(pair[side].message.cpuProfile));
      names.push(name);
    }
  }
  return names;
}
