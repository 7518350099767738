import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../base/temporary-repository.js';
import { newFolder } from '../failures/run-command.js';

/** Makes a folder with a benchmark file that declares these commands, and with other files. */
export function projectWith(commands: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = newFolder();
  writeFiles(folder, {
    'package.json': '{ "type": "module" }',
    'commands.bench.js': `import { suite } from 'perf-suite';\nexport default suite(({ bench, command, group }) => {\n${commands}\n});\n`,
    ...files,
  });
  for (const path of Object.keys(files)) if (path.endsWith('.sh')) chmodSync(join(folder, path), 0o755);
  return folder;
}

/** Returns whether the process is there whose number a command wrote into this file. */
export function isRunning(pidFile: string): boolean {
  if (!existsSync(pidFile)) throw new Error(`no ${pidFile}`);
  const stat = readFileSync(pidFile, 'utf8').trim();
  try {
    return readFileSync(`/proc/${stat}/stat`, 'latin1').split(') ')[1]?.startsWith('Z') === false;
  } catch {
    return false;
  }
}
