import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';

/** Returns whether the system will find a program, and may execute it, from a folder and with an environment. */
export function isProgram(program: string, cwd: string, env: NodeJS.ProcessEnv): boolean {
  // There, names have endings that may be left out.
  if (process.platform === 'win32') return true;
  if (program.includes('/')) return isExecutable(resolve(cwd, program));
  return (env.PATH ?? '').split(delimiter).some((folder) => isExecutable(resolve(cwd, folder, program)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
