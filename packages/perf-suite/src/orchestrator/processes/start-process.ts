import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { VariantSource, WorkerJob } from '../../wire/protocol.js';
import { withoutShimPaths } from './node-path.js';
import { pinnedToCore } from './pin-to-core.js';
import { environmentForSide, flagsForSide } from './side-environment.js';

export interface ProcessOptions {
  /** The core to run on, where the system can pin; null lets the system choose. */
  readonly core: number | null;
  /** The cores to run on, where none is given by `core`; left out lets the system choose among those of this process. */
  readonly cores?: readonly number[];
  /** Flags for Node itself, such as `--hash-seed=1`. */
  readonly nodeFlags: readonly string[];
  /** The Node to run. Default: the one that runs this. */
  readonly program?: string | undefined;
}

/** Tests run from the sources, but a worker needs the built program. */
const WORKER_PROGRAM = join(
  dirname(createRequire(import.meta.url).resolve('perf-suite/package.json')),
  'dist/worker/main.js',
);

/** Starts a worker and hands it its job; that it could not be started comes as its `error` event. */
export function startProcess(
  job: WorkerJob,
  options: ProcessOptions & { readonly temporaryFolder: string | null },
): ChildProcess {
  const own = sideOf(job);
  const { nodeFlags, program = process.execPath } = options;
  const flags = own === null ? nodeFlags : flagsForSide(nodeFlags, job.root, own.folder);
  const { command, args } = pinnedToCore(
    { command: program, args: [...flags, WORKER_PROGRAM] },
    options.core ?? options.cores ?? null,
  );
  const environment = workerEnvironment(process.env);
  const child = spawn(command, args, {
    cwd: own?.folder ?? job.root,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C reaches only the parent, and killing it takes along what it started.
    detached: process.platform !== 'win32',
    windowsHide: true,
    env:
      own === null
        ? environment
        : {
            ...environmentForSide(environment, job.root, own.folder),
            ...environmentOf(own, options.temporaryFolder),
          },
  });
  // A worker that died before it read its job reports that by its exit.
  child.stdin?.on('error', () => {});
  child.stdin?.end(JSON.stringify(job));
  return child;
}

/** The side of an A/B run that has this process to itself; null where the process holds all that is measured. */
export function sideOf({ task, takesTurns, variants }: WorkerJob): VariantSource | null {
  const isAlone = variants.length === 1 && (takesTurns === true || task === 'observe' || task === 'profile');
  return isAlone ? (variants[0] ?? null) : null;
}

/** Variables that name where a program was started, and where to write, are the side's own. */
function environmentOf({ folder }: VariantSource, temporaryFolder: string | null): NodeJS.ProcessEnv {
  const started = { PWD: folder, INIT_CWD: folder, npm_package_json: join(folder, 'package.json') };
  const temporary =
    temporaryFolder === null ? {} : { TMPDIR: temporaryFolder, TMP: temporaryFolder, TEMP: temporaryFolder };
  return { ...started, ...temporary };
}

/** Options of the parent, such as a loader or source maps, would change what is measured. */
function workerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const {
    NODE_OPTIONS: _parentOptions,
    NODE_V8_COVERAGE: _coverage,
    ...rest
  } = withoutShimPaths(environment);
  return rest;
}
