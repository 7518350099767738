import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * Returns the command line that runs a program on one core only, or on several, where the system can: through
 * `taskset` on Linux. Elsewhere, or without a core, the command line as it is.
 */
export function pinnedToCore(
  commandLine: CommandLine,
  cores: number | readonly number[] | null,
): CommandLine {
  const list = [cores ?? []].flat();
  const taskset = list.length === 0 ? null : findTaskset();
  if (taskset === null) return commandLine;
  return { command: taskset, args: ['-c', list.join(','), commandLine.command, ...commandLine.args] };
}

/** Whether workers can be pinned here. */
export function canPinToCore(): boolean {
  return findTaskset() !== null;
}

let tasksetPath: string | null | undefined;

function findTaskset(): string | null {
  tasksetPath ??= process.platform === 'linux' ? findOnPath('taskset') : null;
  return tasksetPath;
}

function findOnPath(program: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return null;
}
