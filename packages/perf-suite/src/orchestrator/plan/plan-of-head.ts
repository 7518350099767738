import type { Warning } from '@perf-suite/schema';
import { PackageConfigs } from '../config/package-configs.js';
import type { Settings } from '../config/settings-table.js';
import { withBudgets } from './budget-patterns.js';
import type { CodeSnapshot, LoadedByFile } from './code-snapshot.js';
import { fileIdOf } from './find-files.js';
import type { ListOptions } from './list-files.js';
import { listWithCallers, replacedText } from './list-with-callers.js';
import { fileWarnings, type Plan, planRun, refuseTooLong } from './plan.js';
import type { FilesToMeasure } from './reached-files.js';
import type { RunRequest } from './run-request.js';

/** What is known once the configs were read. */
export interface PlanParts {
  readonly request: RunRequest;
  readonly settings: Settings;
  readonly packages: PackageConfigs;
  readonly listing: ListOptions;
}

/** What head has. */
export interface PlanOfHead {
  readonly plan: Plan;
  readonly packages: PackageConfigs;
  readonly loads: LoadedByFile;
  readonly warnings: readonly Warning[];
}

/** Loads head's benchmark files and returns what is to be measured. */
export async function planOfHead(
  { all, reached: files }: FilesToMeasure,
  code: CodeSnapshot,
  { request, settings, packages: ofFiles, listing }: PlanParts,
): Promise<PlanOfHead> {
  const { root, filter } = request;
  const search = { root, patterns: settings.files };
  request.onStep(`reading benchmark files (${files.length})`);
  const [found, loadedByFound] = await Promise.all([
    listWithCallers(files, search, { ...listing, allFiles: all }),
    code.addLoadedBy(files),
  ]);
  const replaced = replacedText(found, root);
  if (replaced !== null) request.onStep(replaced);
  const loadedByCallers = await code.addLoadedBy(found.callers);
  const loads = new Map([...loadedByFound, ...loadedByCallers]);
  const notReached = all.filter((file) => !files.includes(file));
  const allFound = [...found.files.map(({ file }) => file), ...notReached];
  const packages = found.callers.length === 0 ? ofFiles : await readPackageConfigs(allFound, request);
  const planned = planRun(found.files, { ...search, filter, packages });
  const budgeted = withBudgets(planned.benchmarks, settings.budgets);
  const plan = { ...planned, benchmarks: budgeted.benchmarks, files: allFound, replaced: found.replaced };
  // --time takes the place of a benchmark's own.
  const timeoutMsOf = (fileId: string) => packages.of(fileId).timeoutMs ?? settings.timeoutMs;
  if (request.flags.timeMs === undefined) refuseTooLong(plan.benchmarks, timeoutMsOf);
  // With a filter, or after a save, most benchmarks are left out, and patterns may be theirs.
  const isWhole = filter === null && notReached.length === 0;
  const warnings = [...fileWarnings(found.files, search), ...(isWhole ? budgeted.warnings : [])];
  return { plan, packages, loads, warnings };
}

export function listOptions(
  { root, stop }: RunRequest,
  settings: Settings,
  packages: PackageConfigs,
  cacheFolder: string,
): Omit<ListOptions, 'runWorker'> {
  return {
    root,
    cacheFolder,
    nodeFlags: settings.nodeFlags,
    timeoutMs: packages.longestTimeoutMs(settings.timeoutMs),
    signal: stop,
  };
}

/** Returns what the configs of packages say of their own files. */
export function readPackageConfigs(
  files: readonly string[],
  { root, flags, variables }: RunRequest,
): Promise<PackageConfigs> {
  const fileIds = files.map((file) => fileIdOf(file, root));
  return PackageConfigs.read(fileIds, { root, flags, variables });
}
