import { readFile, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { listed } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import type { PreparedBase } from './base-context.js';
import { type LoadedFiles, traceLoadedFiles } from './trace-loaded-files.js';
import { type Refusal, whyMissing } from './why-missing.js';

export interface ImportsRequest {
  /** Absolute folder of head's project. */
  readonly root: string;
  /** Absolute paths of head's benchmark files, which base runs as well. */
  readonly files: readonly string[];
  /** Those of them that base runs in its own version. */
  readonly ownInBase?: ReadonlySet<string>;
  readonly base: Pick<PreparedBase, 'folder' | 'packages' | 'source'>;
}

/** Why both variants cannot live in one process. */
interface IsolationReason {
  readonly kind: 'native-addon' | 'global-registration';
  /** The file that does it, relative to its project. */
  readonly file: string;
  /** Absolute path of the benchmark file that loads it. */
  readonly benchmarkFile: string;
  readonly message: string;
}

export interface CheckedImports {
  /** Files whose imports base cannot answer: it cannot run them as head wrote them. */
  readonly refused: readonly (Refusal & { readonly file: string })[];
  /** Packages that the project's own files import by name. */
  readonly imported: ReadonlySet<string>;
  /** Empty when one process can hold both; else they need `--isolation process`. */
  readonly isolationReasons: readonly IsolationReason[];
}

/**
 * Proves, before anything is measured, that base and head are two copies: no file of the project or of
 * its dependencies would be loaded by both, and nothing of base comes from outside it.
 * Static: imports whose specifier is computed at run time are not seen.
 * @throws {PerfError} `setup-failed` naming a file that both would load
 */
export async function checkImports(request: ImportsRequest): Promise<CheckedImports> {
  const refused: (Refusal & { file: string })[] = [];
  const loadedBy = new Map<string, string[]>();
  const imported = new Set<string>();
  for (const { file, head, base } of await Promise.all(
    request.files.map((file) => traceBoth(file, request)),
  )) {
    if (head === null || base === null) continue;
    for (const name of head.imported) imported.add(name);
    const refusal = await refusalOf(file, request, { head, base });
    if (refusal === null) await refuseShared(request, file, head, base);
    else refused.push({ file, ...refusal });
    for (const path of new Set([...head.files, ...base.files])) {
      loadedBy.set(path, [...(loadedBy.get(path) ?? []), file]);
    }
  }
  return { refused, imported, isolationReasons: await findIsolationReasons(loadedBy, request.root) };
}

interface TracedPair {
  readonly file: string;
  readonly head: LoadedFiles | null;
  readonly base: LoadedFiles | null;
}

async function traceBoth(file: string, { root, ownInBase, base }: ImportsRequest): Promise<TracedPair> {
  const fileInBase = join(base.folder, relative(root, file));
  const contentFrom = ownInBase?.has(file) ? fileInBase : file;
  const [ofHead, ofBase] = await Promise.all([
    traceLoadedFiles({ file, contentFrom: file, packages: {} }),
    traceLoadedFiles({ file: fileInBase, contentFrom, packages: base.packages }),
  ]);
  return { file, head: ofHead, base: ofBase };
}

/** Returns why base cannot run a file, if head can; something that base has and cannot load before something new. */
async function refusalOf(
  file: string,
  request: ImportsRequest,
  { head, base }: { readonly head: LoadedFiles; readonly base: LoadedFiles },
): Promise<Refusal | null> {
  const missingInHead = new Set(head.missing.map(({ specifier }) => specifier));
  const refusals: Refusal[] = [];
  for (const { specifier, importer } of base.missing) {
    if (missingInHead.has(specifier)) continue;
    const inHead = head.found.get(specifier) ?? null;
    refusals.push(await whyMissing({ specifier, importer, inHead }, { ...request, file }));
  }
  return refusals.find(({ kind }) => kind === 'not-loaded') ?? refusals[0] ?? null;
}

async function refuseShared(
  { root, base: { folder: baseRoot, packages, source } }: ImportsRequest,
  benchmarkFile: string,
  head: LoadedFiles,
  base: LoadedFiles,
): Promise<void> {
  if (source.kind === 'runtime') return;
  const isNpm = Object.keys(packages).length > 0;
  const npmFolders = await Promise.all(Object.values(packages).map((folder) => realpath(folder)));
  // Against npm the project's own files are loaded twice from one place; only the packages must differ.
  const mustDiffer = (file: string): boolean =>
    !isNpm || npmFolders.some((folder) => file.startsWith(folder));
  const shared = [...base.files].filter((file) => head.files.has(file) && mustDiffer(file));
  const [first] = shared;
  if (first === undefined) return;
  throw new PerfError(
    'setup-failed',
    `${relative(root, benchmarkFile)}: expected base and head to load their own copies, found that both load ${listed(shared)}`,
    { hint: sharedHint(first, baseRoot) },
  );
}

function sharedHint(file: string, baseRoot: string): string {
  if (/[/\\]node_modules[/\\]/.test(file)) {
    return `Base lacks this dependency or links to it outside its checkout. Install it in ${baseRoot}, or say how: --base-setup "npm install"`;
  }
  return 'The benchmark imports it by an absolute path or through a link. Import it relatively, or by its package name.';
}

/** A native addon, or a package whose business is to find and load one. */
const NATIVE_ADDON =
  /\.node$|[/\\]node_modules[/\\](bindings|node-gyp-build|node-addon-api|@mapbox[/\\]node-pre-gyp)[/\\]/;

/** Code that fails or interferes when it runs twice in one process. */
const GLOBAL_REGISTRATION =
  /\bcustomElements\.define\(|\bprocess\.dlopen\(|\bprocess\.setUncaughtExceptionCaptureCallback\(/;

async function findIsolationReasons(
  loadedBy: ReadonlyMap<string, readonly string[]>,
  root: string,
): Promise<IsolationReason[]> {
  const reasons: IsolationReason[] = [];
  for (const [path, benchmarkFiles] of loadedBy) {
    const reason = await isolationReason(path, relative(root, path));
    if (reason === null) continue;
    for (const benchmarkFile of benchmarkFiles) reasons.push({ ...reason, benchmarkFile });
  }
  return reasons;
}

async function isolationReason(
  path: string,
  file: string,
): Promise<Omit<IsolationReason, 'benchmarkFile'> | null> {
  if (NATIVE_ADDON.test(path)) {
    const message = `${file} loads native code, which a process may load only once`;
    return { kind: 'native-addon', file, message };
  }
  const found = GLOBAL_REGISTRATION.exec(await readFile(path, 'utf8').catch(() => ''))?.[0];
  if (found === undefined) return null;
  const message = `${file} calls ${found.slice(0, -1)}, which works once in a process`;
  return { kind: 'global-registration', file, message };
}
