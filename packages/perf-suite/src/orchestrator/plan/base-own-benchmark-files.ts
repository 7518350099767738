import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { isOneProject, type PreparedBase } from '../base/base-context.js';
import { findBenchmarkFiles } from './find-files.js';
import type { ListOptions } from './list-files.js';
import { type ListedWithCallers, listWithCallers } from './list-with-callers.js';
import type { Plan, PlannedBenchmark } from './plan.js';

interface OwnFilesRequest extends ListOptions {
  readonly plan: Plan;
  readonly base: PreparedBase;
  readonly patterns: readonly string[];
  /** By base's own config: a change may take files out of head's. */
  readonly patternsOfBase: readonly string[];
  /** Tells of an absolute path in head whether it is asked for; the others are left out, in base as in head. */
  readonly isAskedFor: (file: string) => boolean;
}

/** Said of a benchmark whose file is in head, and selected by base's config only. */
const NOT_SELECTED = "the `files` of base's config select it, those of head's config do not";

/** Returns what base's own benchmark files declare, where head's differ or are not selected any more. */
export async function listOwnFilesOfBase(request: OwnFilesRequest): Promise<PlannedBenchmark[]> {
  const { base, plan } = request;
  if (isOneProject(base.source)) return [];
  const inHead = (file: string): string => join(plan.root, relative(base.folder, file));
  const inBase = (file: string): string => join(base.folder, relative(plan.root, file));
  const notSelected = await notSelectedByHead(request, inHead);
  const files = new Set(notSelected);
  const selected = await filesInBase(base.folder, request.patterns);
  for (const file of selected) {
    if (await differs(file, inHead(file))) files.add(file);
  }
  // They are listed if only to find those in base that call them.
  for (const helper of plan.replaced.map(inBase)) if (selected.has(helper)) files.add(helper);
  const asked = [...files].filter((file) => request.isAskedFor(inHead(file)));
  const search = { root: base.folder, patterns: request.patterns };
  const listed = await listWithCallers(asked, search, {
    ...request,
    root: base.folder,
    allFiles: [...selected, ...notSelected],
  }).catch(noneIfAmbiguous);
  return listed.files.flatMap(({ file, fileId, benchmarks, failure }) => {
    const isInHead = existsSync(inHead(file));
    if (failure !== null && !isInHead) return [wholeFile(file, fileId)];
    const onlyIn = { variant: 'base', reason: NOT_SELECTED } as const;
    const why = isInHead && notSelected.has(file) ? { onlyIn } : {};
    return benchmarks.map((benchmark) => ({ ...benchmark, file, fileId, ...why }));
  });
}

/** Returns the files of base that its own config selects and head's does not, whatever became of them in head. */
async function notSelectedByHead(
  { base, plan, patterns, patternsOfBase }: OwnFilesRequest,
  inHead: (file: string) => string,
): Promise<Set<string>> {
  if (isSameList(patterns, patternsOfBase)) return new Set();
  const selected = await findBenchmarkFiles({ root: plan.root, patterns });
  const files = await filesInBase(base.folder, patternsOfBase);
  return new Set([...files].filter((file) => !selected.includes(inHead(file))));
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, i) => item === other[i]);
}

/** Stands for the benchmarks of a file that head does not have and base does not load. */
function wholeFile(file: string, fileId: string): PlannedBenchmark {
  const unknown = { group: [], async: false, timeMs: null, minimumEffect: null };
  return { ...unknown, id: fileId, name: fileId, file, fileId };
}

/** Two benchmarks of one name in base are no reason not to measure head, where that may be mended. */
function noneIfAmbiguous(error: unknown): Pick<ListedWithCallers, 'files'> {
  if (error instanceof PerfError && error.code === 'duplicate-name') return { files: [] };
  throw error;
}

/** A pattern that finds nothing in base is no mistake: the file came later. */
async function filesInBase(folder: string, patterns: readonly string[]): Promise<Set<string>> {
  const files = new Set<string>();
  for (const pattern of patterns) {
    const found = await findBenchmarkFiles({ root: folder, patterns: [pattern] }).catch((error: unknown) => {
      if (error instanceof PerfError && error.code === 'no-match') return [];
      throw error;
    });
    for (const file of found) if (!relative(folder, file).startsWith('..')) files.add(file);
  }
  return files;
}

async function differs(file: string, other: string): Promise<boolean> {
  const [here, there] = await Promise.all(
    [file, other].map((path) => readFile(path, 'utf8').catch(() => null)),
  );
  return here !== there;
}
