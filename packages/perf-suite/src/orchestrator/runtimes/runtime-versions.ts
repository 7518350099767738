import { PerfError } from '@perf-suite/schema';
import { childEnvironment } from '../base/child-environment.js';
import { type CommandResult, runCommand } from '../base/run-command.js';
import { onlyNode } from './parse-runtime.js';

export interface RuntimeVersions {
  readonly node: string;
  readonly v8: string;
}

/** As in the `engines` of this package. */
const OLDEST = { major: 20, minor: 19 };
const LIMIT_MS = 30_000;

/**
 * Asks a program for its versions.
 * @param where flag and value, for messages
 * @throws {PerfError} `bad-usage` where it is no Node that can run the processes that measure
 */
export async function readRuntimeVersions(
  program: string,
  where: string,
  signal?: AbortSignal,
): Promise<RuntimeVersions> {
  const { NODE_OPTIONS: _, ...env } = childEnvironment(process.env);
  const result = await runCommand(
    { command: program, args: ['-p', 'JSON.stringify(process.versions)'], shell: false },
    { cwd: process.cwd(), env, signal, limitMs: LIMIT_MS },
  );
  signal?.throwIfAborted();
  const versions = versionsIn(result.stdout);
  if (versions === null) throw noRuntime(program, where, result);
  for (const other of ['bun', 'deno']) {
    if (versions[other] === undefined) continue;
    throw new PerfError('bad-usage', `${where}: expected a Node, found ${other} ${versions[other]}`, {
      hint: onlyNode(other),
    });
  }
  const { node = '', v8 = '' } = versions;
  refuseOld(node, where);
  return { node, v8 };
}

/** @throws {PerfError} `bad-usage` for a version of Node that cannot run the processes that measure */
export function refuseOld(node: string, where: string): void {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return;
  throw new PerfError(
    'bad-usage',
    `${where}: expected Node ${OLDEST.major}.${OLDEST.minor} or newer, found ${node || 'no version'}`,
    { hint: 'Older versions cannot run the processes that measure. For example: node@22' },
  );
}

function versionsIn(output: string): Partial<Record<string, string>> | null {
  try {
    const value: unknown = JSON.parse(output);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function noRuntime(
  program: string,
  where: string,
  { exitCode, stderr, startError }: CommandResult,
): PerfError {
  const last = stderr.trim().split('\n').at(-1);
  const found =
    startError?.code === 'ENOENT'
      ? `nothing at ${program}`
      : startError !== null
        ? `${program}, which cannot be started (${startError.code ?? startError.message})`
        : `${program}, which told no version (exit code ${exitCode ?? 'none'}${last ? `: ${last}` : ''})`;
  return new PerfError('bad-usage', `${where}: expected a Node that can be started, found ${found}`, {
    hint: 'Name the program itself, such as the one that `which node` prints, or a version: node@22',
  });
}
