import { access, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type GitState, PerfError, type Report, type RunFile } from '@perf-suite/schema';
import { makeFolder, readRunFile, replacedBy, writeReportFile, writeRunFile } from '@perf-suite/schema/node';

/** Returns the name of a run's file: time, then commit, so that a sorted folder is in order. */
export function runFileName(startedAt: Date, git: GitState | null): string {
  const time = startedAt.toISOString().replaceAll(':', '-');
  return `${time}-${git?.commit.slice(0, 7) ?? 'no-commit'}.run.json`;
}

/**
 * Returns where a run will be saved, after making sure before anything is measured that the folder
 * takes files.
 * @param out as the user named it, or null for a name of its own in `folder`
 * @throws {PerfError} `not-writable`; `bad-usage` when the name is that of a folder or device, or of a file that
 *   holds something else than an earlier run
 */
export async function prepareRunPath(out: string | null, folder: string, name: string): Promise<string> {
  const path = out === null ? await freeName(folder, name) : resolve(out);
  const existing = await stat(path).catch(() => null);
  // Renaming over it would put a plain file in the place of, say, /dev/null.
  if (existing !== null && !existing.isFile()) {
    throw new PerfError(
      'bad-usage',
      `--out ${path}: expected a file name, found a ${existing.isDirectory() ? 'folder' : 'device'}`,
      {
        hint: 'Name a file, such as: --out results/today.run.json',
      },
    );
  }
  await refuseToReplace(path, 'run');
  await refuseToReplace(reportPathOf(path), 'report');
  await probe(dirname(path), path);
  return path;
}

/** A mistyped --out must not cost somebody's source file. */
async function refuseToReplace(path: string, kind: 'run' | 'report'): Promise<void> {
  const replaced = await replacedBy(path);
  if (replaced === 'nothing' || replaced === kind) return;
  const goes = kind === 'run' ? '' : ', where the verdicts would go';
  const found = replaced === 'other' ? 'another kind of file' : `a ${replaced} file`;
  throw new PerfError(
    'bad-usage',
    `--out ${path}${goes}: expected nothing there or an earlier ${kind} file, found ${found}`,
    { hint: 'It would be replaced. Name another one, such as: --out results/today.run.json' },
  );
}

/** Where a run was saved, and why elsewhere than asked for; `problem` is null when all went well. */
export interface SavedRun {
  readonly path: string;
  readonly problem: PerfError | null;
}

/**
 * Saves a run; where its place does not take it (a full disk), in a new folder under `fallbackFolder`, and where
 * another run was saved there meanwhile, beside that, so that nothing measured is lost.
 * @throws {PerfError} `not-writable` when neither takes it
 */
export async function saveRun(path: string, run: RunFile, fallbackFolder: string): Promise<SavedRun> {
  if (await holdsRunSavedSince(path, run)) {
    const problem = new PerfError('not-writable', `${path}: another run was saved there at the same time`, {
      hint: 'Name another file for each run with --out.',
    });
    const own = await freeName(dirname(path), basename(path));
    return { path: (await saveRun(own, run, fallbackFolder)).path, problem };
  }
  try {
    await writeRunFile(path, run);
    return { path, problem: null };
  } catch (cause) {
    if (!(cause instanceof PerfError)) throw cause;
    const folder = await mkdtemp(join(fallbackFolder, 'perf-suite-')).catch(() => fallbackFolder);
    const saved = join(folder, basename(path));
    await writeRunFile(saved, run);
    return { path: saved, problem: cause };
  }
}

async function holdsRunSavedSince(path: string, run: RunFile): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.mtimeMs < Date.parse(run.startedAt)) return false;
  const other = await readRunFile(path).catch(() => null);
  return other !== null && other.id !== run.id;
}

/**
 * Writes the verdicts on a run beside its file, as `<run>.report.json`, where perf-exporter finds them, and
 * returns the path.
 * @throws {PerfError} `not-writable`
 */
export async function saveReport(runPath: string, report: Report): Promise<string> {
  const path = reportPathOf(runPath);
  await writeReportFile(path, report);
  return path;
}

function reportPathOf(runPath: string): string {
  return `${runPath.replace(/(\.run)?\.json(\.gz)?$/, '')}.report.json`;
}

async function probe(folder: string, path: string): Promise<void> {
  const probeFile = join(folder, `.${process.pid}.probe`);
  try {
    await makeFolder(folder);
    await (await open(probeFile, 'w')).close();
    await rm(probeFile, { force: true });
  } catch (cause) {
    // A disk without room for anything may have room again when the run ends; saving falls back then.
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') return;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('not-writable', `${path}: expected a folder that takes files, found: ${reason}`, {
      hint: 'Name another file with --out. Nothing was measured yet.',
      cause,
    });
  }
}

async function freeName(folder: string, name: string): Promise<string> {
  const taken = (path: string): Promise<boolean> =>
    access(path).then(
      () => true,
      () => false,
    );
  const [, stem = name, ending = ''] = /^(.*?)((?:\.run)?\.json(?:\.gz)?)$/.exec(name) ?? [];
  let path = join(folder, name);
  for (let i = 2; await taken(path); i++) path = join(folder, `${stem}-${i}${ending}`);
  return path;
}
