import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LibraryPair } from './library-pairs.js';

const execute = promisify(execFile);
const workload = fileURLToPath(new URL('../../agreement/workload/', import.meta.url));
const data = fileURLToPath(new URL('../../../examples/data/', import.meta.url));

export const BENCHMARK_FILE = 'agreement.bench.mjs';

/** For perf-suite; the independent loop imports the functions themselves. */
const benchmarkFile = `import { suite } from 'perf-suite';
import functions from './workload.mjs';

export default suite(({ bench }) => {
  for (const [name, run] of Object.entries(functions)) bench(name, run);
});
`;

/** Makes two projects in a folder, alike but for the installed version of the library. */
export async function makeProjects(
  folder: string,
  { library, old, current }: LibraryPair,
): Promise<Record<'old' | 'current', string>> {
  const projects = { old: join(folder, library, 'old'), current: join(folder, library, 'current') };
  await makeProject(projects.old, library, old);
  await makeProject(projects.current, library, current);
  return projects;
}

async function makeProject(folder: string, library: string, version: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(data, join(folder, 'data'), { recursive: true });
  await cp(join(workload, 'inputs.mjs'), join(folder, 'inputs.mjs'));
  await cp(join(workload, `${library}.mjs`), join(folder, 'workload.mjs'));
  await writeFile(join(folder, BENCHMARK_FILE), benchmarkFile);
  const manifest = { name: 'agreement', private: true, dependencies: { [library]: version } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await execute('npm', ['install', ...flags], { cwd: folder });
}
