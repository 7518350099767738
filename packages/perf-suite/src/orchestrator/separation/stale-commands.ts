import { readFile, realpath } from 'node:fs/promises';
import type { Warning } from '@perf-suite/schema';
import type { DeclaredBenchmark } from '../../wire/protocol.js';
import { traceLoadedFiles } from '../base/trace-loaded-files.js';
import { namedFiles } from './named-files.js';
import { staleBuild } from './stale-build.js';
import { staleInstall } from './stale-install.js';
import { staleLock } from './stale-lock.js';
import { stalePatch } from './stale-patch.js';

interface Folders {
  /** Absolute folder of head's project, without links. */
  readonly root: string;
  /** The path that a file of head's checkout has in base's. */
  readonly inBase: (path: string) => string;
}

/**
 * Returns, by benchmark id, what to say of commands whose programs were not built or installed anew after their
 * sources changed: then both sides execute the same. Seen by what their lines name, and what that imports.
 */
export async function staleCommands(
  declared: readonly DeclaredBenchmark[],
  { root, inBase }: Folders,
): Promise<Map<string, readonly Warning[]>> {
  const found = new Map<string, readonly Warning[]>();
  for (const { id, command } of declared) {
    if (command === undefined) continue;
    const files = await withImports(namedFiles(command, root));
    const same = await Promise.all(
      files.map(async (file) => (await textOf(file)) === (await textOf(inBase(file)))),
    );
    const given = [files, root, inBase] as const;
    const warnings = [
      await staleBuild({ files, root, inBase, isSame: same.every(Boolean) }),
      staleInstall(...given) ?? staleLock(...given) ?? stalePatch(...given),
    ];
    const told = warnings.filter((warning) => warning !== null);
    if (told.length > 0) found.set(id, told);
  }
  return found;
}

async function withImports(named: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const path of named) {
    const file = await realpath(path).catch(() => path);
    files.add(file);
    const traced = await traceLoadedFiles({ file, contentFrom: file, packages: {} }).catch(() => null);
    for (const one of traced?.files ?? []) files.add(one);
  }
  return [...files];
}

/** Null where there is none; bytes count, not characters. */
function textOf(path: string): Promise<string | null> {
  return readFile(path, 'latin1').catch(() => null);
}
