import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, parse, resolve } from 'node:path';
import { build, type Plugin, type PluginBuild } from 'esbuild';
import { isHarness } from '../../wire/harnesses.js';

/** One variant's copy of a benchmark file: `contentFrom` is loaded as if it were `file`. */
export interface TracedFile {
  readonly file: string;
  readonly contentFrom: string;
  /** Package name to the folder it resolves to instead. */
  readonly packages: Readonly<Record<string, string>>;
}

export interface LoadedFiles {
  /** Real absolute paths of all files that it would load, dependencies and their dependencies included. */
  readonly files: ReadonlySet<string>;
  /** Imports of the project's own files that lead nowhere. */
  readonly missing: readonly MissingImport[];
  /** What the file itself imports, as it names it, to the absolute path that was found. */
  readonly found: ReadonlyMap<string, string>;
  /** Packages that the project's own files import, by name. */
  readonly imported: ReadonlySet<string>;
}

interface MissingImport {
  readonly specifier: string;
  readonly importer: string;
}

/** The tool's own modules: both variants hand their benchmarks to the same one. */
function isSharedByDesign(specifier: string): boolean {
  return isHarness(specifier) || /^(perf-suite|@perf-suite\/[\w-]+)(\/|$)/.test(specifier);
}

/** Anything else is not looked into; `.node` files stay in the list of what is loaded. */
const CODE = /\.([cm]?[jt]sx?|json)$/;

/**
 * Finds every file that a benchmark file loads, by following its imports as a bundler does; runs none of it.
 * @returns null when the file cannot be parsed: loading it will say why
 */
export async function traceLoadedFiles({
  file,
  contentFrom,
  packages,
}: TracedFile): Promise<LoadedFiles | null> {
  const missing: MissingImport[] = [];
  const imported = new Set<string>();
  const found = new Map<string, string>();
  const folder = dirname(file);
  // Base may lack the benchmark's folder, and esbuild works only in one that exists.
  const workingFolder = parse(file).root;
  try {
    const { metafile } = await build({
      stdin: {
        contents: await readFile(contentFrom, 'utf8'),
        resolveDir: folder,
        sourcefile: file,
        loader: /\.[cm]?ts$/.test(contentFrom) ? 'ts' : 'js',
      },
      absWorkingDir: workingFolder,
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
      plugins: [followImports({ file, packages, missing, imported, found })],
    });
    const inputs = Object.keys(metafile.inputs).map((path) =>
      resolve(workingFolder, path.replace(/^[\w-]+:(?=[/\\])/, '')),
    );
    const loaded = inputs.filter((path) => path !== resolve(file));
    const files = new Set(await Promise.all(loaded.map((path) => realpath(path))));
    return { files, missing, imported, found };
  } catch (error) {
    if (isSyntaxError(error)) return null;
    throw error;
  }
}

interface Followed {
  readonly file: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly missing: MissingImport[];
  readonly imported: Set<string>;
  readonly found: Map<string, string>;
}

function followImports({ file, packages, missing, imported, found }: Followed): Plugin {
  return {
    name: 'follow-imports',
    setup(pluginBuild) {
      pluginBuild.onResolve({ filter: /.*/ }, async (args) => {
        if (args.pluginData === RESOLVED_BY_ESBUILD || args.kind === 'entry-point') return undefined;
        if (isSharedByDesign(args.path)) return { path: args.path, external: true };
        const isOwn = !/[/\\]node_modules[/\\]/.test(args.importer);
        const name = packageNameOf(args.path);
        if (isOwn && name !== null) imported.add(name);
        const resolved = await resolveImport(pluginBuild, args, name === null ? undefined : packages[name]);
        if (resolved !== null) {
          if (args.importer === file) found.set(args.path, resolved.path);
          return resolved;
        }
        // A package's optional dependency may well be absent; the project's own import may not.
        if (isOwn && args.kind !== 'require-resolve')
          missing.push({ specifier: args.path, importer: args.importer });
        return { path: args.path, external: true };
      });
      // esbuild's filters are Go's regular expressions, which cannot say "all but these".
      pluginBuild.onLoad({ filter: /\.[^./\\]+$/ }, ({ path }) =>
        CODE.test(path) ? undefined : { contents: '', loader: 'empty' },
      );
    },
  };
}

/** Marks the plugin's own question to esbuild, so that it does not answer it by asking again. */
const RESOLVED_BY_ESBUILD = Symbol('resolved by esbuild');

type ResolveArguments = Parameters<Parameters<PluginBuild['onResolve']>[1]>[0];

async function resolveImport(
  pluginBuild: PluginBuild,
  { path, kind, importer, resolveDir, namespace }: ResolveArguments,
  packageFolder: string | undefined,
): Promise<{ path: string; external: boolean } | null> {
  // A package chosen by `--against npm:` resolves as if imported beside its own node_modules.
  const from = packageFolder === undefined ? resolveDir : dirname(packageFolder);
  const isRelative = /^\.{1,2}(\/|$)/.test(path);
  const found = await pluginBuild.resolve(isRelative ? resolve(from, path) : path, {
    kind,
    importer,
    namespace,
    resolveDir: nearestExisting(from),
    pluginData: RESOLVED_BY_ESBUILD,
  });
  return found.errors.length > 0 ? null : { path: found.path, external: found.external };
}

/** `@scope/name/file` -> `@scope/name`; null for a relative or absolute path, `#import` or built-in module. */
export function packageNameOf(specifier: string): string | null {
  if (/^([./#]|node:|[A-Za-z]:[\\/])/.test(specifier)) return null;
  return /^(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)?.[1] ?? null;
}

/** The folder itself, or the nearest one above it that exists, as Node's resolution would walk up. */
function nearestExisting(folder: string): string {
  return existsSync(folder) || !isAbsolute(folder) ? folder : nearestExisting(dirname(folder));
}

/** True where esbuild read a file and could not parse it, as opposed to a fault of this tool. */
function isSyntaxError(error: unknown): boolean {
  const messages = (
    error as { readonly errors?: readonly { readonly location: unknown; readonly pluginName: string }[] }
  ).errors;
  return messages?.every(({ location, pluginName }) => location !== null && pluginName === '') ?? false;
}
