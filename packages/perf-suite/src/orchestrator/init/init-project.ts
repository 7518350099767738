import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { writeFileAtomically } from '@perf-suite/schema/node';
import type { CiOptions } from './ci-options.js';
import { measuresProject } from './github-workflow.js';
import { type PlannedFile, planFiles } from './plan-files.js';
import type { Project } from './project.js';
import { readProject } from './read-project.js';

/** What became of one file. */
export interface FileOutcome {
  readonly path: string;
  readonly done: 'written' | 'replaced' | 'added-to' | 'kept' | 'not-needed';
  /** Why it was kept or not needed; null when it was written. */
  readonly reason: string | null;
  /** What was, or would be, written; null when it was kept or not needed. */
  readonly content: string | null;
}

export interface InitOptions extends Partial<CiOptions> {
  /** Replace files that are there. */
  readonly force: boolean;
  /** Find out what would be done, and do nothing. */
  readonly isDryRun: boolean;
}

export interface InitOutcome extends CiOptions {
  readonly project: Project;
  readonly files: readonly FileOutcome[];
  /** A workflow that was there already and measures something else; null where what is there measures this project. */
  readonly otherWorkflow: string | null;
}

/**
 * Makes a project ready to be measured. A file that is there is kept unless `force` is set, and so
 * is another config or benchmark that already does its job; running it again changes nothing.
 * @throws {PerfError} `not-found` without a package.json; `not-writable`
 */
export async function initProject(root: string, options: InitOptions): Promise<InitOutcome> {
  const project = await readProject(root);
  const files: FileOutcome[] = [];
  const history = options.history ?? true;
  for (const file of planFiles(project, { history })) files.push(await writePlanned(file, root, options));
  const workflow = files.find(({ path, done }) => path.endsWith('.yml') && done === 'kept');
  const text = workflow && (await readFile(join(root, workflow.path), 'utf8').catch(() => ''));
  const isOther = text !== undefined && !measuresProject(text, project);
  return { project, history, files, otherWorkflow: isOther ? (workflow?.path ?? null) : null };
}

async function writePlanned(
  file: PlannedFile,
  root: string,
  { force, isDryRun }: InitOptions,
): Promise<FileOutcome> {
  const { path, content, replacedBy, adds } = file;
  const target = join(root, path);
  const isThere = (await stat(target).catch(() => null)) !== null;
  if (replacedBy !== null && !isThere)
    return { path, done: 'not-needed', reason: `there is ${replacedBy}`, content: null };
  if (isThere && !adds && !force) {
    const isSame = (await readFile(target, 'utf8').catch(() => null)) === content;
    return {
      path,
      done: 'kept',
      reason: isSame ? 'already up to date' : 'already there; --force replaces it',
      content: null,
    };
  }
  if (!isDryRun) await write(target, content);
  return { path, done: !isThere ? 'written' : adds ? 'added-to' : 'replaced', reason: null, content };
}

async function write(target: string, content: string): Promise<void> {
  await writeFileAtomically(target, content).catch((cause: unknown) => {
    if (!(cause instanceof PerfError)) throw cause;
    throw new PerfError(cause.code, cause.message, { hint: 'Run it where you may write files.', cause });
  });
}
