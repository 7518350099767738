import { join, relative, sep } from 'node:path';
import { Secrets } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import { type BuildScript, buildScriptOf } from './build-script.js';
import type { BuiltOutput } from './built-outputs.js';
import { exists, findInstallRoot, type InstallRoot, isPlugAndPlay } from './find-install-root.js';
import { findProgram } from './find-program.js';
import { findUnbuiltPackages, type UnbuiltPackage } from './find-unbuilt-packages.js';
import { installArguments } from './install-arguments.js';
import { nestedInstallRoot } from './nested-packages.js';
import { type Command, commandLine, type RunCommand } from './run-command.js';
import { setupCommandOf } from './setup-hint.js';

export interface CheckoutSetup {
  /** Absolute: the checkout's top folder and the project's folder in it. */
  readonly top: string;
  readonly project: string;
  /** The same two folders of head, to find out what the project needs to have built. */
  readonly headTop: string;
  readonly headProject: string;
  readonly builtOutputs: readonly BuiltOutput[];
  /** Folders in the project, relative to it and outermost first, that may be packages with their own dependencies. */
  readonly benchmarkFolders: readonly string[];
  /** Replaces installing and building; null for what the project's files imply. */
  readonly setupCommand: string | null;
  readonly startedWith: NodeJS.ProcessEnv;
  readonly env: NodeJS.ProcessEnv;
  readonly runCommand: RunCommand;
  readonly signal?: AbortSignal | undefined;
  readonly log: (line: string) => void;
}

/** Installing and building a large workspace takes its time; a build that watches files never ends. */
const SETUP_LIMIT_MS = 3_600_000;

/**
 * Installs a fresh checkout's own dependencies from its own lockfile and builds what head has built.
 * @throws {PerfError} `setup-failed` with the end of what the command printed
 */
export async function setUpCheckout(setup: CheckoutSetup): Promise<void> {
  if (setup.setupCommand !== null) {
    await runStep(setup, { command: setup.setupCommand, args: [], shell: true }, setup.project);
    return;
  }
  const installRoot = await findInstallRoot(setup.project, setup.top);
  const program = await programFor(setup, installRoot);
  if (installRoot.needsInstall) await install(setup, installRoot, program);
  await build(setup, installRoot, program);
  // Last: what they install may be a copy of the project as it was built (`file:..`).
  for (const folder of setup.benchmarkFolders) {
    const nested = await nestedInstallRoot(join(setup.project, folder), setup.top, installRoot);
    if (nested !== null) await install(setup, nested, await programFor(setup, nested));
  }
}

interface Program {
  readonly command: Command;
  readonly env: NodeJS.ProcessEnv;
}

async function programFor(setup: CheckoutSetup, { folder, manager }: InstallRoot): Promise<Program> {
  // The checkout lies inside head's folder: without this, pnpm would find head's workspace above it.
  const alone = manager.name === 'pnpm' && !(await exists(join(folder, 'pnpm-workspace.yaml')));
  const env = alone ? { ...setup.env, npm_config_ignore_workspace: 'true' } : setup.env;
  const { startedWith, runCommand } = setup;
  return { command: await findProgram({ manager, cwd: folder, startedWith, env, runCommand }), env };
}

async function install(setup: CheckoutSetup, installRoot: InstallRoot, program: Program): Promise<void> {
  if (installRoot.manager.lockfile === null) {
    setup.log(
      'No lockfile: base gets the newest versions that its package.json allows, possibly not those that it was developed with.',
    );
  }
  await runStep(
    setup,
    withArguments(program.command, installArguments(installRoot.manager)),
    installRoot.folder,
    program.env,
  );
  if (await isPlugAndPlay(installRoot.folder)) {
    throw new PerfError(
      'setup-failed',
      `${installRoot.folder}: expected a node_modules folder, found Yarn Plug'n'Play`,
      {
        hint: 'Benchmarks run in plain Node: set YARN_NODE_LINKER=node-modules, or "nodeLinker: node-modules" in .yarnrc.yml, or pass --base-setup.',
      },
    );
  }
}

async function build(setup: CheckoutSetup, installRoot: InstallRoot, program: Program): Promise<void> {
  for (const unbuilt of await findUnbuiltPackages(setup)) {
    // A build of the whole workspace may have made this one already.
    if (await isBuilt(unbuilt)) continue;
    const script = await buildScriptOf(unbuilt.folder, installRoot.folder);
    const isEntry = !isOutput(unbuilt, setup);
    if (script !== null) await runBuild(setup, installRoot, program, script);
    // Base may have had another output: the benchmarks that load this one say so themselves.
    if (!isEntry || (await isBuilt(unbuilt))) continue;
    const found =
      script === null
        ? 'found neither the file nor a build script'
        : `found none after its ${script.name} script ran`;
    throw notBuilt(unbuilt, installRoot, found);
  }
}

function isOutput({ folder, missing }: UnbuiltPackage, { top, builtOutputs }: CheckoutSetup): boolean {
  return builtOutputs.some(
    ({ packageFolder, output }) => join(top, packageFolder) === folder && missing.includes(output),
  );
}

async function runBuild(
  setup: CheckoutSetup,
  { manager }: InstallRoot,
  program: Program,
  { folder, name }: BuildScript,
): Promise<void> {
  const startMs = performance.now();
  await runStep(setup, withArguments(program.command, ['run', name]), folder, program.env);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const place = relative(setup.top, folder).split(sep).join('/');
  setup.log(
    `Built ${place === '' ? 'base' : `${place} in base`} by its ${name} script in ${seconds} s, once for this commit; baseSetup in the config takes its place: "${setupCommandOf(manager, name)}"`,
  );
}

async function isBuilt({ folder, missing }: UnbuiltPackage): Promise<boolean> {
  const found = await Promise.all(missing.map((entry) => exists(join(folder, entry))));
  return found.every(Boolean);
}

function notBuilt({ folder, missing }: UnbuiltPackage, { manager }: InstallRoot, found: string): PerfError {
  return new PerfError(
    'setup-failed',
    `${folder}: expected ${missing.join(', ')}, which head has, ${found}`,
    {
      hint: `Say how to install and build base: --base-setup "${setupCommandOf(manager, 'build')}"`,
    },
  );
}

function withArguments(program: Command, args: readonly string[]): Command {
  return { ...program, args: [...program.args, ...args] };
}

async function runStep(setup: CheckoutSetup, command: Command, cwd: string, env = setup.env): Promise<void> {
  setup.signal?.throwIfAborted();
  const name = setup.setupCommand === null ? commandLine(command) : '--base-setup';
  setup.log(`${name}  (in ${cwd})`);
  const result = await setup.runCommand(command, {
    cwd,
    env,
    signal: setup.signal,
    limitMs: SETUP_LIMIT_MS,
  });
  setup.signal?.throwIfAborted();
  if (result.exitCode === 0) return;
  if (result.limitHitMs !== null) throw setupTimedOut(cwd, result.limitHitMs);
  const said = result.startError?.message ?? firstAndLastLines(`${result.stdout}\n${result.stderr}`, 10);
  const printed = secretsIn(setup).redact(said);
  throw new PerfError('setup-failed', `Base could not be set up: ${name} failed in ${cwd}:\n${printed}`, {
    hint:
      setup.setupCommand === null
        ? 'Run it there by hand to see more. Where base needs another command, say so: --base-setup "COMMAND"; where it needs none: --base-setup true'
        : 'Run it there by hand to see more.',
  });
}

/** What a failing command printed goes into logs that many people read. */
function secretsIn({ setupCommand, startedWith }: CheckoutSetup): Secrets {
  const secrets = new Secrets();
  secrets.addCommand(setupCommand ?? '');
  secrets.addVariables(startedWith);
  return secrets;
}

function setupTimedOut(cwd: string, limitMs: number): PerfError {
  return new PerfError(
    'setup-failed',
    `Base could not be set up: expected an end within ${limitMs / 60_000} minutes, found none (in ${cwd})`,
    { hint: 'Run it there by hand. Does it prompt for input, or watch files?' },
  );
}

/** The cause stands first with some programs, and last with others; npm follows it with a list of its options. */
function firstAndLastLines(text: string, count: number): string {
  const lines = text.trim().split('\n');
  if (lines.length <= 2 * count) return lines.join('\n');
  const between = `... (${lines.length - 2 * count} lines left out)`;
  return [...lines.slice(0, count), between, ...lines.slice(-count)].join('\n');
}
