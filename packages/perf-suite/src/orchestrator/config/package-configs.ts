import { dirname, join, relative, sep } from 'node:path';
import { listed } from '@perf-suite/command-line';
import type { Warning } from '@perf-suite/schema';
import { checkConfig, checkVariables } from './check-config.js';
import { readConfigFile } from './read-config-file.js';
import { fieldOf, type PartialSettings, SETTING_KEYS, type SettingKey } from './settings-table.js';

/** The settings that hold for single files: how their benchmarks are measured and from where a change counts. */
const OF_FILES: readonly SettingKey[] = ['time', 'warmup', 'timeout', 'minimumEffect'];

/** What a package says of its own benchmark files; what it leaves out is as the run has it. */
export interface PackageSettings {
  readonly timeMs?: number;
  readonly warmupMs?: number;
  readonly timeoutMs?: number;
  /** The smallest change that counts at p50; at p95 it is in the run's proportion. */
  readonly minimumEffect?: number;
}

/** A config in a folder between the run's root and benchmark files. */
interface PackageConfig {
  /** Relative to the root: `packages/a/perf.config.ts`. */
  readonly source: string;
  readonly said: PartialSettings;
}

/** What a benchmark may say itself. */
interface Completable {
  readonly fileId: string;
  readonly timeMs: number | null;
  readonly minimumEffect: number | null;
}

export interface PackageConfigsRequest {
  /** Absolute folder of the run, whose own config is that of the whole run. */
  readonly root: string;
  readonly flags: PartialSettings;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** The configs of a workspace's packages, in a run that was started above them. */
export class PackageConfigs {
  readonly #byFile: ReadonlyMap<string, PackageConfig>;
  /** What flags and variables say for all files. */
  readonly #forAll: PartialSettings;

  private constructor(byFile: ReadonlyMap<string, PackageConfig>, forAll: PartialSettings) {
    this.#byFile = byFile;
    this.#forAll = forAll;
  }

  /**
   * Reads the nearest config of each benchmark file, from its own folder up to below the root.
   * @param fileIds the files relative to the root, with forward slashes
   * @throws {PerfError} `bad-config` naming the file, key, expected and found
   */
  static async read(fileIds: readonly string[], request: PackageConfigsRequest): Promise<PackageConfigs> {
    const { root, flags, variables } = request;
    const known = new Map<string, Promise<PackageConfig | null>>();
    const nearest = async (folder: string): Promise<PackageConfig | null> => {
      if (folder === '.' || folder.startsWith('..')) return null;
      const own = known.get(folder) ?? configIn(folder, root);
      known.set(folder, own);
      return (await own) ?? nearest(dirname(folder));
    };
    const byFile = new Map<string, PackageConfig>();
    for (const fileId of fileIds) {
      const config = await nearest(dirname(fileId));
      if (config !== null) byFile.set(fileId, config);
    }
    const forAll = { ...checkVariables(variables), ...withoutUndefined(flags) };
    return new PackageConfigs(byFile, forAll);
  }

  /** Returns what a file's package says of it, as far as no flag or variable says it for all files. */
  of(fileId: string): PackageSettings {
    const said = this.#byFile.get(fileId)?.said ?? {};
    const { timeMs, warmupMs, timeoutMs } = said;
    const minimumEffect = said.minimumEffect?.p50;
    const own = Object.entries({ timeMs, warmupMs, timeoutMs, minimumEffect }).filter(
      ([field, value]) => value !== undefined && !(field in this.#forAll),
    );
    return Object.fromEntries(own);
  }

  /** Returns the folder whose config a file has besides the run's, relative to the root; null without one. */
  folderOf(fileId: string): string | null {
    const source = this.#byFile.get(fileId)?.source;
    return source === undefined ? null : dirname(source);
  }

  /** Returns the longest that a benchmark of any file may take, where the run's limit is the given one. */
  longestTimeoutMs(ofRun: number): number {
    return Math.max(ofRun, ...[...this.#byFile.keys()].map((fileId) => this.of(fileId).timeoutMs ?? 0));
  }

  /** Gives a file's benchmarks what its package says, where they say nothing themselves. */
  completed<B extends Completable>(benchmark: B): B {
    const { timeMs = null, minimumEffect = null } = this.of(benchmark.fileId);
    return {
      ...benchmark,
      timeMs: benchmark.timeMs ?? timeMs,
      minimumEffect: benchmark.minimumEffect ?? minimumEffect,
    };
  }

  /** Says which settings of packages do not count, because a run has one value of each. */
  warnings(): Warning[] {
    const configs = new Map([...this.#byFile.values()].map((config) => [config.source, config]));
    return [...configs.values()].flatMap((config) => {
      const keys = keysOfRun(config.said);
      return keys.length === 0 ? [] : [notForPackages(config.source, keys)];
    });
  }
}

async function configIn(folder: string, root: string): Promise<PackageConfig | null> {
  const path = join(root, folder);
  const found = await readConfigFile(path);
  if (found === null) return null;
  const source = `${relative(root, path).split(sep).join('/')}/${found.source}`;
  return { source, said: checkConfig(found.value, source) };
}

function keysOfRun(said: PartialSettings): string[] {
  const ofRun = SETTING_KEYS.filter((key) => !OF_FILES.includes(key) && said[fieldOf(key)] !== undefined);
  return said.minimumEffect?.p95 === undefined ? ofRun : [...ofRun, 'minimumEffect/p95'];
}

function notForPackages(source: string, keys: readonly string[]): Warning {
  const [are, they] = keys.length === 1 ? ['is', 'it holds'] : ['are', 'they hold'];
  return {
    code: 'package-config',
    message: `${source}: ${listed(keys, { most: keys.length })} ${are} not used here, because ${they} for the whole run, which was started in a folder above`,
    hint: `Set it in the config of that folder, or run this package alone: --cwd ${dirname(source)}. A package decides for its own files: ${listed(OF_FILES, { most: OF_FILES.length })}.`,
  };
}

function withoutUndefined(flags: PartialSettings): PartialSettings {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}
