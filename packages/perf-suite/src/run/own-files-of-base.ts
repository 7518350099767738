import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import type { PreparedBase } from '../base/base-context.js';
import { findBenchmarkFiles } from '../plan/find-files.js';
import { type ListOptions, listFiles } from '../plan/list-files.js';
import type { Plan, PlannedBenchmark } from '../plan/plan.js';

interface OwnFilesRequest extends ListOptions {
  readonly plan: Plan;
  readonly base: PreparedBase;
  readonly patterns: readonly string[];
}

/** Returns what base's own benchmark files declare, where they differ from head's. */
export async function listOwnFilesOfBase(request: OwnFilesRequest): Promise<PlannedBenchmark[]> {
  const { base, plan } = request;
  if (base.source.kind === 'npm') return [];
  const files: string[] = [];
  for (const pattern of request.patterns) {
    for (const file of await filesInBase(base.folder, pattern)) {
      if (!files.includes(file) && (await differs(file, join(plan.root, relative(base.folder, file)))))
        files.push(file);
    }
  }
  const listed = await listFiles(files, { ...request, root: base.folder }).catch(noneIfAmbiguous);
  return listed.flatMap(({ file, fileId, benchmarks, failure }) =>
    failure !== null && !existsSync(join(plan.root, relative(base.folder, file)))
      ? [wholeFile(file, fileId)]
      : benchmarks.map((benchmark) => ({ ...benchmark, file, fileId })),
  );
}

/** Stands for the benchmarks of a file that head does not have and base does not load. */
function wholeFile(file: string, fileId: string): PlannedBenchmark {
  const unknown = { group: [], async: false, timeMs: null, minimumEffect: null };
  return { ...unknown, id: fileId, name: fileId, file, fileId };
}

/** Two benchmarks of one name in base are no reason not to measure head, where that may be mended. */
function noneIfAmbiguous(error: unknown): [] {
  if (error instanceof PerfError && error.code === 'duplicate-name') return [];
  throw error;
}

/** A pattern that finds nothing in base is no mistake: the file came later. */
async function filesInBase(folder: string, pattern: string): Promise<string[]> {
  const found = await findBenchmarkFiles({ root: folder, patterns: [pattern] }).catch((error: unknown) => {
    if (error instanceof PerfError && error.code === 'no-match') return [];
    throw error;
  });
  return found.filter((file) => !relative(folder, file).startsWith('..'));
}

async function differs(file: string, other: string): Promise<boolean> {
  const [here, there] = await Promise.all(
    [file, other].map((path) => readFile(path, 'utf8').catch(() => null)),
  );
  return here !== there;
}
